/** All that is served below {@code /v1/models}. */
@NullMarked
package dev.rangefinder.model.web;

import org.jspecify.annotations.NullMarked;
