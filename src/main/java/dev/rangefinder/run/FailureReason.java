package dev.rangefinder.run;

/** Why a run is failed for good. */
public enum FailureReason {
    /** It has failed as often as a run may. */
    QUARANTINED,
    /** It took longer than its lane allows; another attempt would too. */
    MAX_RUN_TIME,
    /** Its data set or its model is damaged on disk; another attempt would find the same. */
    DAMAGED_FILES,
    /** Its data set is read in place, and is not what it was when it was registered. */
    CHANGED_FILES,
    /** It asks for more memory than its slot has; another attempt would ask for the same. */
    OUT_OF_MEMORY,
    /** Its reporter has said nothing for too long. */
    SILENT
}
