package dev.rangefinder.dataset.located;

import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.dataset.samples.Moments;
import dev.rangefinder.dataset.samples.StoredData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * Reads every sample of a data set in place once, in order: each must be readable, and of finite numbers. What trainers
 * need of all samples comes of it, too: the moments, by the same sums in the same order as of any data set. It goes on
 * from where the last one stopped.
 */
public final class CheckPass implements AutoCloseable {

    /** So many are read while as many are looked at. */
    private static final int CHUNK = 64;

    private final StoredData data;
    private final Moments moments;
    private final LocatedSamples train;
    private final LocatedSamples test;
    private final ReadAhead trainAhead;
    private final ReadAhead testAhead;
    private final float[] values;
    private long checked;

    private CheckPass(StoredData data, CheckState state, int threads) throws IOException {
        this.data = data;
        this.moments = state.moments();
        this.checked = state.checked();
        this.train = LocatedSamples.training(data);
        this.test = LocatedSamples.test(data);
        this.trainAhead = new ReadAhead(train, threads);
        this.testAhead = new ReadAhead(test, threads);
        this.values = new float[data.layout().shape().size()];
    }

    public static CheckPass resume(StoredData data, int threads) throws IOException {
        return new CheckPass(data, CheckState.of(data.directory(), data.layout()), threads);
    }

    /** Whether there is nothing left to check. */
    public static boolean isOver(Path directory, Layout layout) {
        try {
            return CheckState.of(directory, layout).checked() == total(layout);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    /** The moments of a data set that was checked to its end. */
    public static Moments moments(StoredData data) throws IOException {
        CheckState state = CheckState.of(data.directory(), data.layout());
        if (state.checked() < total(data.layout())) {
            throw new IOException("the data set is checked to sample %d of %d alone"
                    .formatted(state.checked(), total(data.layout())));
        }
        return state.moments();
    }

    /** How many samples there are to check. */
    public static long total(Layout layout) {
        return (long) layout.trainSamples() + layout.testSamples();
    }

    /** How many samples were checked so far. */
    public long checked() {
        return checked;
    }

    public boolean isDone() {
        return checked == total(data.layout());
    }

    /**
     * Checks some samples more.
     *
     * @throws dev.rangefinder.dataset.format.InvalidFileException if one is not what it must be
     * @throws ChangedFileException if a file has changed meanwhile
     */
    public void checkSome() throws IOException {
        int trained = data.layout().trainSamples();
        if (checked < trained) {
            checked += check(train, trainAhead, (int) checked, trained, true);
        } else {
            checked += check(
                    test, testAhead, (int) (checked - trained), data.layout().testSamples(), false);
        }
    }

    /** Has what was checked so far outlive this process. */
    public void keep() throws IOException {
        new CheckState(checked, moments).write(data.directory());
    }

    private int check(LocatedSamples samples, ReadAhead ahead, int from, int end, boolean isTraining) {
        int count = Math.min(CHUNK, end - from);
        ahead.announce(IntStream.range(from, from + count).toArray());
        for (int sample = from; sample < from + count; sample++) {
            try {
                ahead.read(sample, values);
            } catch (UncheckedIOException unreadable) {
                throw Place.invalid(String.valueOf(unreadable.getMessage()), "samples that can be read");
            }
            requireFinite(samples, sample);
            if (isTraining) {
                moments.add(values);
            }
        }
        return count;
    }

    private void requireFinite(LocatedSamples samples, int sample) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw Place.invalid(
                        samples.fileOf(sample),
                        "the value %s in sample %d of its part".formatted(value, sample),
                        "finite numbers");
            }
        }
    }

    @Override
    public void close() throws IOException {
        trainAhead.close();
        testAhead.close();
        try (train) {
            test.close();
        }
    }
}
