package dev.rangefinder.trainer.data;

import dev.rangefinder.dataset.located.CheckPass;
import dev.rangefinder.dataset.located.LocatedSamples;
import dev.rangefinder.dataset.located.ReadAhead;
import dev.rangefinder.dataset.samples.Moments;
import dev.rangefinder.dataset.samples.StoredData;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Of a data set in place: read from its files, never mapped, so that memory is bounded whatever its size. */
record LocatedInputs(StoredData data, LocatedSamples samples) implements Inputs {

    /** A disk answers several at once sooner than one after the other, also where there are few processors. */
    private static final int FEWEST_THREADS = 2;

    /** So many decode images as fast as a GPU trains on them; more would be in the way of other runs. */
    private static final int MOST_THREADS = 16;

    @Override
    public void readTokens(long from, long[] tokens) {
        try {
            samples.readTokens(from, tokens);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable.getMessage(), unreadable);
        }
    }

    /** As they were found when the data set was checked: to read all of it before each run could take hours. */
    @Override
    public Moments moments() throws IOException {
        return CheckPass.moments(data);
    }

    @Override
    public InOrder inOrder() {
        int threads = Math.clamp(Runtime.getRuntime().availableProcessors(), FEWEST_THREADS, MOST_THREADS);
        ReadAhead ahead = new ReadAhead(samples, threads);
        return new InOrder() {
            @Override
            public void announce(int[] announced) {
                ahead.announce(announced);
            }

            @Override
            public void read(int sample, float[] values) {
                ahead.read(sample, values);
            }

            @Override
            public void close() {
                ahead.close();
            }
        };
    }
}
