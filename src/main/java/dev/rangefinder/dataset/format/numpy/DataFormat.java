package dev.rangefinder.dataset.format.numpy;

import dev.rangefinder.model.spec.Shape;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Where the channels of an image stand in an array: before its rows, as PyTorch has them, or behind its columns. */
public enum DataFormat {
    CHANNELS_FIRST,
    CHANNELS_LAST;

    static final String NAMES = Arrays.stream(values()).map(DataFormat::label).collect(Collectors.joining(" or "));

    static DataFormat named(String name) {
        return Arrays.stream(values())
                .filter(format -> format.label().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name));
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The values of a sample with the channels last, as they are stored.
     *
     * @param shape of the sample
     * @param bytesEach of a value
     */
    public byte[] channelsLast(byte[] sample, Shape shape, int bytesEach) {
        if (this == CHANNELS_LAST || shape.channels() == 1) {
            return sample;
        }
        byte[] last = new byte[sample.length];
        int pixels = shape.height() * shape.width();
        for (int channel = 0; channel < shape.channels(); channel++) {
            for (int pixel = 0; pixel < pixels; pixel++) {
                int from = (channel * pixels + pixel) * bytesEach;
                int to = (pixel * shape.channels() + channel) * bytesEach;
                System.arraycopy(sample, from, last, to, bytesEach);
            }
        }
        return last;
    }
}
