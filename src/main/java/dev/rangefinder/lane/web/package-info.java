/** All that is served below {@code /v1/lanes}. */
@NullMarked
package dev.rangefinder.lane.web;

import org.jspecify.annotations.NullMarked;
