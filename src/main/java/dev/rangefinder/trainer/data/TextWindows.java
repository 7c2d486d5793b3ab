package dev.rangefinder.trainer.data;

/** The windows of a text, one behind the other, each with the token that follows it. */
final class TextWindows implements SampleReader {

    private final Split split;
    private final int length;
    private final long[] tokens;

    TextWindows(Split split, int length) {
        this.split = split;
        this.length = length;
        this.tokens = new long[length + 1];
    }

    @Override
    public int samples() {
        return (split.samples() - 1) / length;
    }

    @Override
    public long sampleBytes() {
        return (long) length * Long.BYTES;
    }

    @Override
    public Batch newBatch(int capacity) {
        return Batch.ofWindows(capacity, length);
    }

    @Override
    public void announce(int[] samples) {}

    @Override
    public void read(int sample, Batch into) {
        split.readTokens((long) sample * length, tokens);
        into.add(tokens);
    }

    @Override
    public void close() {}
}
