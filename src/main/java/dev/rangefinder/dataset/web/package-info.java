/** All that is served below {@code /v1/datasets}. */
@NullMarked
package dev.rangefinder.dataset.web;

import org.jspecify.annotations.NullMarked;
