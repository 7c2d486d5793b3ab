package dev.rangefinder.recommendation;

import org.jspecify.annotations.Nullable;

/**
 * What one rule alone would answer: a pair of bounds, or a single rate.
 *
 * @param lr of several repeats, each read alone as its tool would, the median
 * @param lrRange the lowest and the highest of them
 */
public record RuleReading(
        String rule,
        @Nullable Double baseLr,
        @Nullable Double maxLr,
        @Nullable Double lr,
        @Nullable Interval lrRange) {

    static RuleReading of(String rule, double baseLr, double maxLr) {
        return new RuleReading(rule, baseLr, maxLr, null, null);
    }

    static RuleReading of(String rule, Bounds bounds) {
        return of(rule, bounds.baseLr(), bounds.maxLr());
    }
}
