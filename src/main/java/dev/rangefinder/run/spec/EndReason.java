package dev.rangefinder.run.spec;

/** Why a training stopped of itself. Each leaves a curve that is worth reading. */
public enum EndReason {
    /** Every iteration was done. */
    COMPLETED,
    /** The stop rule saw the loss diverge. */
    DIVERGED,
    /** The loss was NaN or infinite. */
    NOT_FINITE,
    /** Its reporter said so before the last iteration. */
    ENDED_EARLY
}
