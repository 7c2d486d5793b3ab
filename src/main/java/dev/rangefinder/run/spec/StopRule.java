package dev.rangefinder.run.spec;

/** When a run ends before its last iteration. A loss that is not finite ends every run. */
public enum StopRule {
    /** When the loss has diverged: a range test has seen what it came for. */
    DIVERGED,
    /**
     * Never: a comparison gives every schedule its whole budget, and a range test may be asked for its whole ladder.
     */
    NONE
}
