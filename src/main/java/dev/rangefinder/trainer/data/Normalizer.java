package dev.rangefinder.trainer.data;

import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.dataset.samples.Moments;
import dev.rangefinder.run.spec.Preprocessing;
import java.io.IOException;
import java.util.Arrays;

/** Preprocessing as {@code (value - offset) / divisor}, with an offset and a divisor for each position of a sample. */
final class Normalizer {

    private static final float LARGEST_BYTE = 255f;

    private final float[] offsets;
    private final float[] divisors;

    private Normalizer(float[] offsets, float[] divisors) {
        this.offsets = offsets;
        this.divisors = divisors;
    }

    /** Learns the statistics, where there are any to learn, from the training samples. */
    static Normalizer of(Preprocessing preprocessing, Split training) throws IOException {
        Layout layout = training.layout();
        int size = layout.shape().size();
        float[] offsets = new float[size];
        float[] divisors = new float[size];
        Arrays.fill(divisors, 1);
        switch (preprocessing) {
            case NONE -> {}
            case UNIT -> Arrays.fill(divisors, layout.element() == ElementType.UINT8 ? LARGEST_BYTE : 1);
            case MEAN_COLOUR -> meanColour(training.moments(), layout.shape().channels(), offsets);
            case STANDARDIZE -> standardize(training.moments(), layout.shape().channels(), offsets, divisors);
            case MEAN_IMAGE -> {
                Moments moments = training.moments();
                for (int i = 0; i < size; i++) {
                    offsets[i] = (float) moments.mean(i, size);
                }
            }
        }
        return new Normalizer(offsets, divisors);
    }

    private static void meanColour(Moments moments, int channels, float[] offsets) {
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = (float) moments.mean(i % channels, channels);
        }
    }

    /** Channels are the innermost dimension: the values of channel c stand at c, c + channels, and so on. */
    private static void standardize(Moments moments, int channels, float[] offsets, float[] divisors) {
        for (int channel = 0; channel < channels; channel++) {
            double mean = moments.mean(channel, channels);
            double deviation = moments.deviation(channel, channels);
            for (int i = channel; i < offsets.length; i += channels) {
                offsets[i] = (float) mean;
                divisors[i] = deviation > 0 ? (float) deviation : 1;
            }
        }
    }

    void apply(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (values[i] - offsets[i]) / divisors[i];
        }
    }
}
