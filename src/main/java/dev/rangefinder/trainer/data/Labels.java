package dev.rangefinder.trainer.data;

import java.util.List;

/** What a network is to say of the samples of a split: of each its class, or a number. */
sealed interface Labels permits ClassLabels, ScaledTargets {

    /** An empty batch for samples of so many values with such labels. */
    Batch newBatch(int capacity, int sampleSize);

    /** Adds a sample of a split with its label. */
    void add(Batch batch, float[] values, Split split, int sample);

    /** How much those of some samples vary around their mean; NaN of classes. */
    double variance(Split split, List<int[]> parts);
}
