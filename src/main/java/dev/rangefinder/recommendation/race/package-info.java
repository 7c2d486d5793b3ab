/**
 * Pure: cycles that are trained against each other, by successive halving, to check the answer of a sweep; start
 * reading at {@code Race}.
 */
@NamedInterface("race")
@NullMarked
package dev.rangefinder.recommendation.race;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
