package dev.rangefinder.rangetest;

/** Who trains. */
public enum ExecutionMode {
    /** The service, on its lanes. */
    MANAGED,
    /** Whoever reports what they observe. */
    REPORTED
}
