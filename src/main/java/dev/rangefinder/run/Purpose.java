package dev.rangefinder.run;

/** What a group of runs is for: what is asked of one kind of group does not reach the other. */
public enum Purpose {
    /** Repeats of a range test, and the trainings that check its answer. */
    RANGE_TEST,
    /** Entries of a comparison. */
    COMPARISON,
    /** A training that uses a schedule. */
    TRAINING
}
