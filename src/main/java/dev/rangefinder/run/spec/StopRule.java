package dev.rangefinder.run.spec;

/** When a run ends before its last iteration. A loss that is not finite ends every run. */
public enum StopRule {
    /** When the loss has diverged: a range test has seen what it came for. */
    DIVERGED,
    /** Only when the loss is no longer finite: a comparison gives every schedule its whole budget. */
    NOT_FINITE
}
