package dev.rangefinder.dataset;

/** How far a data set is. */
public enum DataSetState {
    /** Its samples are read once, where they lie; runs cannot train on it yet. */
    CHECKING,
    /** Runs can train on it. */
    READY,
    /** A sample is not what it must be; nothing can be done with it but to delete it. */
    REFUSED
}
