package dev.rangefinder.schedule;

/** How the rungs of a ladder lie: evenly in the rate, or evenly in its logarithm. */
public enum Spacing {
    LINEAR,
    EXPONENTIAL
}
