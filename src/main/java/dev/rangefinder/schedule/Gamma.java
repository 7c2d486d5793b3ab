package dev.rangefinder.schedule;

import dev.rangefinder.shared.Check;
import org.jspecify.annotations.Nullable;

/** The factor by which some policies shrink at every iteration. */
final class Gamma {

    private Gamma() {}

    static void check(double gamma) {
        Check.fields()
                .that(gamma > 0 && gamma <= 1, "gamma", gamma, "a number above 0, at most 1")
                .orThrow();
    }

    /** A policy that has no gamma takes the 1 that callers of torch's CyclicLR are used to send, and drops it. */
    static void refuse(@Nullable Double gamma) {
        Check.fields()
                .that(gamma == null || gamma == 1, "gamma", gamma, "1, or none: this policy does not use it")
                .orThrow();
    }
}
