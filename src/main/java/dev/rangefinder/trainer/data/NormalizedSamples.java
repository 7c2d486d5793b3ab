package dev.rangefinder.trainer.data;

import java.util.List;

/** Samples of values, preprocessed. */
final class NormalizedSamples implements SampleReader {

    private final Split split;
    private final Inputs.InOrder inputs;
    private final Normalizer normalizer;
    private final ImageView view;
    private final Labels labels;
    private final float[] values;

    NormalizedSamples(Split split, Normalizer normalizer, ImageView view, Labels labels) {
        this.split = split;
        this.inputs = split.inOrder();
        this.normalizer = normalizer;
        this.view = view;
        this.labels = labels;
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
        return labels.newBatch(capacity, Math.toIntExact(sampleBytes()));
    }

    @Override
    public void announce(int[] samples) {
        inputs.announce(samples);
    }

    @Override
    public void read(int sample, Batch into) {
        inputs.read(sample, values);
        normalizer.apply(values);
        into.add(view.of(values));
        labels.add(into, split, sample);
    }

    @Override
    public double labelVariance(List<int[]> parts) {
        return labels.variance(split, parts);
    }

    @Override
    public void close() {
        inputs.close();
    }
}
