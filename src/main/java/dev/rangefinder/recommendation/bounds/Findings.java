package dev.rangefinder.recommendation.bounds;

import dev.rangefinder.recommendation.LearningRates;
import dev.rangefinder.recommendation.RuleAnswer;
import dev.rangefinder.recommendation.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about a test, before any advice is given on it.
 *
 * @param repeatsToHalveInterval absent where more of the same would not help
 * @param rules what each signal alone would answer
 */
public record Findings(
        Verdict verdict,
        LearningRates rates,
        double confidence,
        @Nullable Integer repeatsToHalveInterval,
        List<RuleAnswer> rules) {}
