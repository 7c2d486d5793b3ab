package dev.rangefinder.curve;

import org.jspecify.annotations.Nullable;

/**
 * What one iteration showed. {@code loss} and {@code accuracy} are those of the batch before the optimizer step;
 * {@code validation} was measured after it, at the iterations where it was measured at all.
 *
 * @param iteration 0-based
 * @param lr the rate that the optimizer step used
 * @param loss mean over the batch; may be NaN or infinite
 * @param accuracy fraction of the batch in [0, 1], of a regression R², which may be far below 0; null where it was not
 *     reported
 */
public record Observation(
        long iteration,
        double lr,
        double loss,
        @Nullable Double accuracy,
        @Nullable Validation validation) {

    /** Mean loss and fraction right, or R², over the evaluated test samples; null where only the other is known. */
    public record Validation(
            @Nullable Double loss, @Nullable Double accuracy) {}

    /** The losses alone. */
    Observation withoutScores() {
        return new Observation(
                iteration, lr, loss, null, validation == null ? null : new Validation(validation.loss(), null));
    }
}
