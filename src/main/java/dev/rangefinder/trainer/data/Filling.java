package dev.rangefinder.trainer.data;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Fills batch after batch; while one is put together, the samples of the next are being read. */
final class Filling implements Consumer<Batch> {

    private final SampleReader reader;
    private final Supplier<int[]> order;
    private int @Nullable [] announced;

    /**
     * Of samples in an order.
     *
     * @param order which samples the next batch has
     */
    Filling(SampleReader reader, Supplier<int[]> order) {
        this.reader = reader;
        this.order = order;
    }

    @Override
    public void accept(Batch batch) {
        int[] now = announced == null ? next() : announced;
        announced = next();
        fill(batch, reader, now);
    }

    private int[] next() {
        int[] samples = order.get();
        reader.announce(samples);
        return samples;
    }

    /** Reads samples that were announced. */
    static void fill(Batch batch, SampleReader reader, int[] samples) {
        batch.clear();
        for (int sample : samples) {
            reader.read(sample, batch);
        }
    }
}
