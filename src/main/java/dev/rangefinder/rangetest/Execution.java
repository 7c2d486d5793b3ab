package dev.rangefinder.rangetest;

/** Who trains. */
public enum Execution {
    /** The service, on its lanes. */
    MANAGED,
    /** Whoever reports what they observe. */
    REPORTED
}
