/**
 * What can be asked for: a range test that a lane or its client trains, checked against the data set and the lanes that there are.
 */
@NullMarked
package dev.rangefinder.rangetest.submission;

import org.jspecify.annotations.NullMarked;
