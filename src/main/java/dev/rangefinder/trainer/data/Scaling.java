package dev.rangefinder.trainer.data;

import dev.rangefinder.dataset.format.ElementType;
import dev.rangefinder.dataset.format.Layout;
import dev.rangefinder.run.spec.Preprocessing;
import java.util.Arrays;

/** Preprocessing as {@code (value - offset) * factor}, with an offset and a factor for each position of a sample. */
final class Scaling {

    private static final float LARGEST_BYTE = 255f;

    private final float[] offsets;
    private final float[] factors;

    private Scaling(float[] offsets, float[] factors) {
        this.offsets = offsets;
        this.factors = factors;
    }

    /** Learns the statistics, where there are any to learn, from the training samples. */
    static Scaling of(Preprocessing preprocessing, Split training) {
        Layout layout = training.layout();
        int size = layout.shape().size();
        float[] offsets = new float[size];
        float[] factors = new float[size];
        Arrays.fill(factors, 1);
        switch (preprocessing) {
            case NONE -> {}
            case UNIT -> Arrays.fill(factors, layout.element() == ElementType.UINT8 ? 1 / LARGEST_BYTE : 1);
            case STANDARDIZE -> standardize(Moments.of(training), layout.shape().channels(), offsets, factors);
            case MEAN_IMAGE -> {
                Moments moments = Moments.of(training);
                for (int i = 0; i < size; i++) {
                    offsets[i] = (float) moments.mean(i, size);
                }
            }
        }
        return new Scaling(offsets, factors);
    }

    /** Channels are the innermost dimension: the values of channel c stand at c, c + channels, and so on. */
    private static void standardize(Moments moments, int channels, float[] offsets, float[] factors) {
        for (int channel = 0; channel < channels; channel++) {
            double mean = moments.mean(channel, channels);
            double deviation = moments.deviation(channel, channels);
            for (int i = channel; i < offsets.length; i += channels) {
                offsets[i] = (float) mean;
                factors[i] = deviation > 0 ? (float) (1 / deviation) : 1;
            }
        }
    }

    void apply(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (values[i] - offsets[i]) * factors[i];
        }
    }
}
