/** All that is served below {@code /v1/comparisons}. */
@NullMarked
package dev.rangefinder.comparison.web;

import org.jspecify.annotations.NullMarked;
