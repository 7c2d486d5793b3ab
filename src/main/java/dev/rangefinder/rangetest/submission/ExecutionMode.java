package dev.rangefinder.rangetest.submission;

/** Who trains. */
public enum ExecutionMode {
    /** The service, on its lanes. */
    MANAGED,
    /** The client, which reports what it observes. */
    REPORTED
}
