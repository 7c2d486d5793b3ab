package dev.rangefinder.trainer.data;

/** Samples of values, preprocessed. */
final class NormalizedSamples implements SampleReader {

    private final Split split;
    private final Normalizer normalizer;
    private final float[] values;

    NormalizedSamples(Split split, Normalizer normalizer) {
        this.split = split;
        this.normalizer = normalizer;
        this.values = new float[split.layout().shape().size()];
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
