package dev.rangefinder.recommendation;

import dev.rangefinder.shared.Check;

/**
 * The rates that a ladder was to sweep, whether its runs reached the end or not.
 *
 * @param startLr may be 0, for a linear ladder
 */
public record SweptRange(double startLr, double endLr) {

    public SweptRange {
        Check.fields()
                .notNegative("start_lr", startLr)
                .that(
                        endLr >= Double.MIN_NORMAL && Double.isFinite(endLr),
                        "end_lr",
                        endLr,
                        "a finite number, large enough to be divided")
                .that(!(startLr >= endLr), "start_lr", startLr, "a rate below end_lr (%s)".formatted(endLr))
                .orThrow();
    }
}
