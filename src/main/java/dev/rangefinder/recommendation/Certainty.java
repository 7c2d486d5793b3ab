package dev.rangefinder.recommendation;

import dev.rangefinder.shared.Check;
import org.jspecify.annotations.Nullable;

/**
 * How much there is to an answer, and what would make it more.
 *
 * @param confidence from 0 to 1: how well the repeats and the rules agree, not a probability
 * @param agreement of the other tools' rules with each other; absent where fewer than two have an answer
 * @param repeatsToHalveInterval further repeats; absent where more of the same would not help
 */
public record Certainty(
        double confidence,
        @Nullable Double agreement,
        int repeats,
        @Nullable Integer repeatsToHalveInterval) {

    public Certainty {
        Check.fields()
                .that(confidence >= 0 && confidence <= 1, "confidence", confidence, "from 0 to 1")
                .orThrow();
    }
}
