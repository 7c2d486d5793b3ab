package dev.rangefinder.trainer.data;

/** Samples whose inputs lie on the device already: a batch says which they are, and what their labels are. */
record NumberedSamples(Split split, Labels labels) implements SampleReader {

    @Override
    public int samples() {
        return split.samples();
    }

    @Override
    public long sampleBytes() {
        return Long.BYTES;
    }

    @Override
    public Batch newBatch(int capacity) {
        return labels.newBatch(capacity, Long.BYTES);
    }

    @Override
    public void announce(int[] samples) {}

    @Override
    public void read(int sample, Batch into) {
        into.addNumber(sample);
        labels.add(into, split, sample);
    }

    @Override
    public void close() {}
}
