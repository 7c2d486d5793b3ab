/**
 * Pure: the versions of the rules, from the curves of a range test to a recommendation; start reading at
 * {@code NineSteps}.
 */
@NamedInterface("algorithm")
@NullMarked
package dev.rangefinder.recommendation.algorithm;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
