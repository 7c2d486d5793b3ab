/**
 * What can be asked for: a range test that a lane or its client trains, checked against the data set and the lanes that
 * there are.
 */
@NamedInterface("submission")
@NullMarked
package dev.rangefinder.rangetest.submission;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
