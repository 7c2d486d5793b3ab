package dev.rangefinder.trainer.data;

import java.util.List;

/** The numbers of classes, as they are stored. */
record ClassLabels() implements Labels {

    @Override
    public Batch newBatch(int capacity, int sampleSize) {
        return new Batch(capacity, sampleSize);
    }

    @Override
    public void add(Batch batch, float[] values, Split split, int sample) {
        batch.add(values, split.label(sample));
    }

    @Override
    public double variance(Split split, List<int[]> parts) {
        return Double.NaN;
    }
}
