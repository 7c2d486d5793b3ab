package dev.rangefinder.dataset.format.numpy;

import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.model.spec.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The samples in an array.
 *
 * @param shape of one sample
 */
public record NumpySamples(NumpyFile file, Shape shape, DataFormat dataFormat) {

    /** Sixteen million pixels: more than a network here could take. */
    private static final int LARGEST_SIDE = 4096;

    /** As many as such an image has. */
    private static final long MOST_VALUES = (long) LARGEST_SIDE * LARGEST_SIDE;

    /** Grey or colours, with transparency or without. */
    private static final int USUAL_CHANNELS = 4;

    /**
     * Looks at the shape of an array.
     *
     * @param said where the channels of images stand; null, if the shape is to tell
     */
    static NumpySamples of(NumpyFile file, @Nullable DataFormat said) {
        List<Long> sides = file.sides();
        boolean isVector = sides.size() == 1;
        boolean fits = !sides.isEmpty()
                && sides.size() <= 3
                && sides.stream().allMatch(side -> side >= 1 && side <= (isVector ? MOST_VALUES : LARGEST_SIDE))
                && sides.stream().reduce(1L, (one, other) -> one * other) <= MOST_VALUES;
        if (!fits) {
            throw file.invalid(
                    "the shape (%s)"
                            .formatted(
                                    InvalidFileException.shortened(file.array().shape())),
                    "samples × features, samples × height × width, or that with channels; sides of at most %d, and at most %d values each"
                            .formatted(LARGEST_SIDE, MOST_VALUES));
        }
        DataFormat dataFormat = said == null ? DataFormat.CHANNELS_LAST : said;
        boolean mayBeFirst =
                sides.size() == 3 && sides.getFirst() <= USUAL_CHANNELS && sides.getLast() > USUAL_CHANNELS;
        if (said == null && mayBeFirst) {
            throw file.invalid(
                    "the shape (%s)".formatted(file.array().shape()),
                    "data_format beside it: channels_first, or channels_last");
        }
        return new NumpySamples(file, shape(sides, dataFormat), dataFormat);
    }

    private static Shape shape(List<Long> sides, DataFormat dataFormat) {
        int[] side = sides.stream().mapToInt(Math::toIntExact).toArray();
        return switch (side.length) {
            case 1 -> new Shape(1, 1, side[0]);
            case 2 -> new Shape(side[0], side[1], 1);
            default ->
                switch (dataFormat) {
                    case CHANNELS_FIRST -> new Shape(side[1], side[2], side[0]);
                    case CHANNELS_LAST -> new Shape(side[0], side[1], side[2]);
                };
        };
    }

    public int samples() {
        return Math.toIntExact(file.samples());
    }

    /** Bytes stay bytes; of other numbers the nearest floats are kept. */
    public ElementType element() {
        return file.type() == NumberType.UINT8 ? ElementType.UINT8 : ElementType.FLOAT32;
    }
}
