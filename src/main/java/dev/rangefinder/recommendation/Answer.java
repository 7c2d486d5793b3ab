package dev.rangefinder.recommendation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found out, before it is dressed as a {@link Recommendation}.
 *
 * @param repeatsToHalveInterval absent where more of the same would not help
 */
record Answer(
        Verdict verdict,
        double baseLr,
        Interval baseLrInterval,
        double maxLr,
        Interval maxLrInterval,
        double confidence,
        @Nullable Integer repeatsToHalveInterval,
        List<RuleReading> rules,
        Evidence evidence) {}
