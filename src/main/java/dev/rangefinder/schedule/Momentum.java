package dev.rangefinder.schedule;

import dev.rangefinder.shared.Check;

/** The bounds of a momentum that cycles against the rate. */
final class Momentum {

    private Momentum() {}

    static void check(double baseMomentum, double maxMomentum) {
        Check.fields()
                .that(
                        baseMomentum >= 0 && baseMomentum < 1,
                        "base_momentum",
                        baseMomentum,
                        "a number from 0 up to, not including, 1")
                .that(
                        maxMomentum >= 0 && maxMomentum < 1,
                        "max_momentum",
                        maxMomentum,
                        "a number from 0 up to, not including, 1")
                .that(
                        !(baseMomentum > maxMomentum),
                        "base_momentum",
                        baseMomentum,
                        "max_momentum (%s) at most".formatted(maxMomentum))
                .orThrow();
    }
}
