package dev.rangefinder.recommendation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found out, before it is dressed as a {@link Recommendation}.
 *
 * @param repeatsToHalveInterval absent where more of the same would not help
 * @param symptoms what the curves show beside the bounds, a sentence each
 * @param next absent where nothing is left to be tried
 */
record Answer(
        Verdict verdict,
        double baseLr,
        Interval baseLrInterval,
        double maxLr,
        Interval maxLrInterval,
        Interval lrInterval,
        double confidence,
        @Nullable Integer repeatsToHalveInterval,
        List<RuleReading> rules,
        Evidence evidence,
        List<String> symptoms,
        @Nullable NextTest next) {}
