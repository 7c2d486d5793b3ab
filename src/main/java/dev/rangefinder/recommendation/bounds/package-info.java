/** Pure: from the fits to the bounds of a cycle, their intervals, the verdict and the confidence (steps 5 to 9). */
@NullMarked
package dev.rangefinder.recommendation.bounds;

import org.jspecify.annotations.NullMarked;
