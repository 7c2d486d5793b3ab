package dev.rangefinder.trainer.data;

import java.util.List;

/** What a network is to say of the samples of a split: of each its class, or a number. */
sealed interface Labels permits ClassLabels, ScaledTargets {

    /** An empty batch for samples that take so much, with such labels. */
    Batch newBatch(int capacity, int sampleBytes);

    /** Adds the label of a sample of a split, which was added before. */
    void add(Batch batch, Split split, int sample);

    /** How much those of some samples vary around their mean; NaN of classes. */
    double variance(Split split, List<int[]> parts);
}
