package dev.rangefinder.report;

/** What a run is reported for: reports to the one do not reach the other. */
public enum Purpose {
    /** A repeat of a range test. */
    RANGE_TEST,
    /** A training that uses a schedule. */
    TRAINING
}
