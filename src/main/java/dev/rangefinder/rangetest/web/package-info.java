/** All that is served below {@code /v1/range-tests}. */
@NullMarked
package dev.rangefinder.rangetest.web;

import org.jspecify.annotations.NullMarked;
