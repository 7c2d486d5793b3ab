package dev.rangefinder.recommendation;

import dev.rangefinder.shared.Check;

/**
 * The rates that a ladder was to sweep, whether its runs reached the end or not.
 *
 * @param startLr may be 0, for a linear ladder
 * @param iterations of the whole ladder; 0 where it is not known, and taken to be those of the longest repeat
 */
public record SweptRange(double startLr, double endLr, long iterations) {

    /** Of a ladder of unknown length. */
    public SweptRange(double startLr, double endLr) {
        this(startLr, endLr, 0);
    }

    public SweptRange {
        Check.fields()
                .notNegative("start_lr", startLr)
                .that(
                        endLr >= Double.MIN_NORMAL && Double.isFinite(endLr),
                        "end_lr",
                        endLr,
                        "a finite number, large enough to be divided")
                .that(iterations >= 0, "iterations", iterations, "0 or more")
                .that(!(startLr >= endLr), "start_lr", startLr, "a rate below end_lr (%s)".formatted(endLr))
                .orThrow();
    }
}
