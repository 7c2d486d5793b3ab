package dev.rangefinder.recommendation;

import org.jspecify.annotations.Nullable;

/**
 * What one rule alone would answer: a pair of bounds, or a single rate.
 *
 * @param lr of several repeats, each read alone as its tool would, the median
 * @param lrRange the lowest and the highest of them
 */
public record RuleAnswer(
        String rule,
        @Nullable Double baseLr,
        @Nullable Double maxLr,
        @Nullable Double lr,
        @Nullable Interval lrRange) {

    public static RuleAnswer of(String rule, double baseLr, double maxLr) {
        return new RuleAnswer(rule, baseLr, maxLr, null, null);
    }
}
