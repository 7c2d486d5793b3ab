package dev.rangefinder.recommendation;

import dev.rangefinder.shared.Check;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a range test besides its curves.
 *
 * @param iterationsPerEpoch 0 where a batch is larger than the data set and the last partial batch is dropped
 * @param momentum the share of a step that the optimizer carries on to the next: its momentum, or the first of Adam's
 *     betas; null where it is not known
 * @param trivialLoss the loss of the best answer that looks at no input, such as the entropy of how often each class
 *     comes; null where it is not known
 * @param followsGradient whether the optimizer is known to step along the gradient itself, as SGD does, so that steps
 *     at rates far too high are as large as the gradient there; Adam's are not
 */
public record TestContext(
        SweptRange swept,
        long iterationsPerEpoch,
        @Nullable Double momentum,
        @Nullable Double trivialLoss,
        boolean followsGradient) {

    /** Where the trivial loss is not known. */
    public TestContext(SweptRange swept, long iterationsPerEpoch, @Nullable Double momentum) {
        this(swept, iterationsPerEpoch, momentum, null);
    }

    /** Where it is not known how the optimizer steps. */
    public TestContext(
            SweptRange swept, long iterationsPerEpoch, @Nullable Double momentum, @Nullable Double trivialLoss) {
        this(swept, iterationsPerEpoch, momentum, trivialLoss, false);
    }

    public TestContext {
        Check.fields()
                .that(iterationsPerEpoch >= 0, "iterations_per_epoch", iterationsPerEpoch, "0 or more")
                .that(
                        momentum == null || (momentum >= 0 && momentum < 1),
                        "momentum",
                        momentum,
                        "a number from 0 up to, not including, 1")
                .that(
                        trivialLoss == null || Double.isFinite(trivialLoss),
                        "trivial_loss",
                        trivialLoss,
                        "a finite number")
                .orThrow();
    }
}
