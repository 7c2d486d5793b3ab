package dev.rangefinder.trainer.data;

/** Samples of values, preprocessed, with real numbers to be told. */
final class TargetedSamples implements SampleReader {

    private final Split split;
    private final Normalizer normalizer;
    private final ScaledTargets targets;
    private final float[] values;

    TargetedSamples(Split split, Normalizer normalizer, ScaledTargets targets) {
        this.split = split;
        this.normalizer = normalizer;
        this.targets = targets;
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
        return Batch.ofTargets(capacity, values.length);
    }

    @Override
    public void read(int sample, Batch into) {
        split.read(sample, values);
        normalizer.apply(values);
        into.addWithTarget(values, targets.of(split.target(sample)));
    }
}
