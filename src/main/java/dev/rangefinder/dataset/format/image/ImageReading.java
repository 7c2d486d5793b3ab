package dev.rangefinder.dataset.format.image;

import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.format.file.Options;
import dev.rangefinder.model.spec.Shape;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** How images of any size become samples, as those of an upload do; by many threads at once. */
public final class ImageReading {

    /** What can be said about images. */
    public static final Set<String> OPTIONS = ImageOptions.NAMES;

    private final ImageOptions options;

    private ImageReading(ImageOptions options) {
        this.options = options;
    }

    /**
     * As a client wants it.
     *
     * @param given values by name, all of them among {@link #OPTIONS}
     * @throws dev.rangefinder.shared.InvalidValuesException if one of them is not what it may be
     */
    public static ImageReading of(Map<String, String> given) {
        return new ImageReading(ImageOptions.of(given));
    }

    /** Of the images, drawn for testing where there are none for that. */
    public double testShare() {
        return options.testShare();
    }

    /** Of that draw. */
    public long seed() {
        return options.seed();
    }

    /**
     * Whether a file is an image, by its name.
     *
     * @param invalid makes a problem of an image of a kind that cannot be read
     */
    public static boolean isImage(String name, BiFunction<String, String, InvalidFileException> invalid) {
        return ImageName.isImageByEnding(name, invalid);
    }

    /** All that was said, and the defaults of the rest. */
    public Map<String, String> said() {
        return new TreeMap<>(Map.of(
                "height",
                Integer.toString(options.height()),
                "width",
                Integer.toString(options.width()),
                "channels",
                Integer.toString(options.channels()),
                "background",
                options.background().toString(),
                Options.TEST_SHARE,
                Double.toString(options.testShare()),
                Options.SEED,
                Long.toString(options.seed())));
    }

    /** Of every sample. */
    public Shape shape() {
        return new Shape(options.height(), options.width(), options.channels());
    }

    /**
     * The pixels of an image, row by row, the channel running fastest.
     *
     * @param file all bytes of it, a PNG or a JPEG
     * @throws IOException if it is none that can be read
     */
    public byte[] pixels(byte[] file) throws IOException {
        try {
            return new Pixels(options).of(new ByteArrayInputStream(file));
        } catch (Pixels.UnreadableException unreadable) {
            throw new IOException("an image that is " + unreadable.getMessage(), unreadable);
        }
    }
}
