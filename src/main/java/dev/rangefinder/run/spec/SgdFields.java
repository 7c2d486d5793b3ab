package dev.rangefinder.run.spec;

import dev.rangefinder.shared.Check;

/** What both forms of stochastic gradient descent have in common: their fields. */
final class SgdFields {

    private SgdFields() {}

    static void check(double momentum, boolean nesterov, double weightDecay) {
        Check.fields()
                .that(momentum >= 0 && momentum < 1, "momentum", momentum, "a number from 0 up to, not including, 1")
                .that(!nesterov || momentum != 0, "nesterov", nesterov, "false, or a momentum above 0")
                .notNegative("weight_decay", weightDecay)
                .orThrow();
    }
}
