package dev.rangefinder.rangetest.submission;

/** Who trains. */
public enum ExecutionMode {
    /** The service, on its lanes. */
    MANAGED,
    /** Whoever reports what they observe. */
    REPORTED
}
