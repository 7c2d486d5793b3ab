package dev.rangefinder.trainer.data;

import java.util.List;

/** The numbers of classes, as they are stored. */
record ClassLabels() implements Labels {

    @Override
    public Batch newBatch(int capacity, int sampleBytes) {
        return Batch.ofClasses(capacity, sampleBytes);
    }

    @Override
    public void add(Batch batch, Split split, int sample) {
        batch.addClass(split.label(sample));
    }

    @Override
    public double variance(Split split, List<int[]> parts) {
        return Double.NaN;
    }
}
