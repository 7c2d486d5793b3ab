package dev.rangefinder.dataset.located;

import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.dataset.samples.Moments;
import dev.rangefinder.dataset.samples.StoredData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.IntStream;

/**
 * Each sample must be readable, and of finite numbers. What trainers need of all samples comes of it, too: the moments, by
 * the same sums in the same order as of any data set.
 */
final class SamplePass extends CheckPass {

    /** So many are read while as many are looked at. */
    private static final int CHUNK = 64;

    private final Moments moments;
    private final LocatedSamples train;
    private final LocatedSamples test;
    private final ReadAhead trainAhead;
    private final ReadAhead testAhead;
    private final float[] values;

    SamplePass(StoredData data, CheckState state, int threads) throws IOException {
        super(data, state);
        this.moments = moments(state, data.layout());
        this.train = LocatedSamples.training(data);
        this.test = LocatedSamples.test(data);
        this.trainAhead = new ReadAhead(train, threads);
        this.testAhead = new ReadAhead(test, threads);
        this.values = new float[data.layout().shape().size()];
    }

    static Moments moments(CheckState state, Layout layout) {
        int size = layout.shape().size();
        return state.gathered().hasRemaining() ? Moments.read(state.gathered(), size) : new Moments(size);
    }

    @Override
    public void keep() throws IOException {
        CheckState.write(data().directory(), checked(), moments.bytes(), moments::write);
    }

    @Override
    int check(boolean isTraining, int from, int end) {
        LocatedSamples samples = isTraining ? train : test;
        ReadAhead ahead = isTraining ? trainAhead : testAhead;
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
