package dev.rangefinder.recommendation;

import org.jspecify.annotations.Nullable;

/** What one rule alone would answer: a pair of bounds, or a single rate. */
public record RuleReading(
        String rule,
        @Nullable Double baseLr,
        @Nullable Double maxLr,
        @Nullable Double lr) {

    static RuleReading of(String rule, Bounds bounds) {
        return new RuleReading(rule, bounds.baseLr(), bounds.maxLr(), null);
    }
}
