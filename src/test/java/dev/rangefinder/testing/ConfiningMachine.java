package dev.rangefinder.testing;

import dev.rangefinder.trainer.sandbox.ConfinementException;
import dev.rangefinder.trainer.sandbox.Sandbox;

/**
 * Whether this machine can confine an uploaded model; where it cannot, servers take none in, and there is nothing to
 * test.
 */
public final class ConfiningMachine {

    private ConfiningMachine() {}

    /** Asked by {@code @EnabledIf} of the tests that run models. */
    public static boolean isThisOne() {
        try {
            Sandbox.requirePossible();
            return true;
        } catch (ConfinementException cannot) {
            return false;
        }
    }
}
