/**
 * Pure: the repeats of a test as bins along log10(lr), the fit through them, and what share of its gain it has where
 * (steps 1 to 4).
 */
@NullMarked
package dev.rangefinder.recommendation.fit;

import org.jspecify.annotations.NullMarked;
