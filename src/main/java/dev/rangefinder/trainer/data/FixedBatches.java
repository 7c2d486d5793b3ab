package dev.rangefinder.trainer.data;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/** Training samples that are the same for every run on the same data, as they are stored, in batches; each replaces the one before. */
public final class FixedBatches implements Iterable<Batch> {

    /** Which samples they are is the same for every run, so that runs can be compared. */
    private static final long SEED = 2;

    private final SampleReader reader;
    private final List<int[]> parts;
    private final Batch buffer;

    /**
     * A selection of samples.
     *
     * @param mostSamples if there are as many
     * @param mostBatches where they are small, there are fewer samples
     */
    static FixedBatches some(SampleReader reader, int batchSize, int mostSamples, int mostBatches) {
        int[] all = new Shuffle(reader.samples(), 1, SEED).permutation();
        int samples = (int) Math.min(Math.min(mostSamples, all.length), (long) batchSize * mostBatches);
        return new FixedBatches(reader, Arrays.copyOf(all, samples), batchSize);
    }

    /** All of them, in the order in which they are stored. */
    static FixedBatches all(SampleReader reader, int batchSize) {
        return new FixedBatches(reader, IntStream.range(0, reader.samples()).toArray(), batchSize);
    }

    private FixedBatches(SampleReader reader, int[] samples, int batchSize) {
        this.reader = reader;
        this.parts = IntStream.iterate(0, from -> from < samples.length, from -> from + batchSize)
                .mapToObj(from -> Arrays.copyOfRange(samples, from, Math.min(from + batchSize, samples.length)))
                .toList();
        this.buffer = reader.newBatch(Math.min(batchSize, samples.length));
    }

    public int samples() {
        return parts.stream().mapToInt(part -> part.length).sum();
    }

    @Override
    public Iterator<Batch> iterator() {
        return parts.stream().map(this::filled).iterator();
    }

    private Batch filled(int[] samples) {
        buffer.clear();
        reader.announce(samples);
        for (int sample : samples) {
            reader.read(sample, buffer);
        }
        return buffer;
    }
}
