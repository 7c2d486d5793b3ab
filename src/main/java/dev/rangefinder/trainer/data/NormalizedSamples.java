package dev.rangefinder.trainer.data;

/** Samples of values, preprocessed. */
final class NormalizedSamples implements SampleReader {

    private final Split split;
    private final Normalizer normalizer;
    private final ImageView view;
    private final float[] values;

    NormalizedSamples(Split split, Normalizer normalizer, ImageView view) {
        this.split = split;
        this.normalizer = normalizer;
        this.view = view;
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
        return new Batch(capacity, view.shape().size());
    }

    @Override
    public void read(int sample, Batch into) {
        split.read(sample, values);
        normalizer.apply(values);
        into.add(view.of(values), split.label(sample));
    }
}
