package dev.rangefinder.trainer.data;

/** Samples of values, preprocessed. */
record NormalizedSamples(Split split, Normalizer normalizer, float[] values) implements SampleReader {

    NormalizedSamples(Split split, Normalizer normalizer) {
        this(split, normalizer, new float[split.layout().shape().size()]);
    }

    @Override
    public int samples() {
        return split.samples();
    }

    @Override
    public long sampleBytes() {
        return (long) values.length * Float.BYTES;
    }

    @Override
    public Batch newBatch(int capacity) {
        return new Batch(capacity, values.length);
    }

    @Override
    public void read(int sample, Batch into) {
        split.read(sample, values);
        normalizer.apply(values);
        into.add(values, split.label(sample));
    }
}
