package dev.rangefinder.trainer.data;

/** Samples of values, preprocessed, with real numbers to be told. */
final class TargetedSamples implements SampleReader {

    private final Split split;
    private final Normalizer normalizer;
    private final ScaledTargets targets;
    private final ImageView view;
    private final float[] values;

    TargetedSamples(Split split, Normalizer normalizer, ImageView view, ScaledTargets targets) {
        this.split = split;
        this.normalizer = normalizer;
        this.view = view;
        this.targets = targets;
        this.values = new float[split.layout().shape().size()];
    }

    @Override
    public int samples() {
        return split.samples();
    }

    @Override
    public long sampleBytes() {
        return (long) view.shape().size() * Float.BYTES;
    }

    @Override
    public Batch newBatch(int capacity) {
        return Batch.ofTargets(capacity, view.shape().size());
    }

    @Override
    public void read(int sample, Batch into) {
        split.read(sample, values);
        normalizer.apply(values);
        into.addWithTarget(view.of(values), targets.of(split.target(sample)));
    }
}
