package dev.rangefinder.report.curve;

/** What the loss of an observation is. */
public enum LossKind {
    /** The mean over the samples of its iteration. */
    BATCH,
    /** The mean over its iteration and all before it, even or exponential. */
    RUNNING_MEAN
}
