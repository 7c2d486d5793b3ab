package dev.rangefinder.recommendation;

import dev.rangefinder.shared.Check;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a range test besides its curves.
 *
 * @param iterationsPerEpoch 0 where a batch is larger than the data set and the last partial batch is dropped
 * @param momentum the share of a step that the optimizer carries on to the next: its momentum, or the first of Adam's betas; null
 *     where nobody says
 */
public record TestContext(
        SweptRange swept, long iterationsPerEpoch, @Nullable Double momentum) {

    public TestContext {
        Check.fields()
                .that(iterationsPerEpoch >= 0, "iterations_per_epoch", iterationsPerEpoch, "0 or more")
                .that(
                        momentum == null || (momentum >= 0 && momentum < 1),
                        "momentum",
                        momentum,
                        "a number from 0 up to, not including, 1")
                .orThrow();
    }
}
