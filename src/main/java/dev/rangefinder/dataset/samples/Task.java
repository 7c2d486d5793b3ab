package dev.rangefinder.dataset.samples;

/** What is learned from the samples of a data set. */
public enum Task {
    /** Each sample is of one class. */
    CLASSIFICATION,
    /** The samples are the tokens of a text: each is to be told from those before it. */
    NEXT_TOKEN
}
