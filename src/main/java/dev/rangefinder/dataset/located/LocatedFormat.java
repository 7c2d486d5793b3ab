package dev.rangefinder.dataset.located;

import dev.rangefinder.dataset.format.file.Converted;
import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.samples.Layout;
import java.io.IOException;
import java.util.Map;

/** A form in which data sets lie in directories. To add one: permit it here or in {@link ImageFormat}, and name it in {@link LocatedFormats}. */
public sealed interface LocatedFormat permits NpyArrays, TokenFiles, ImageFormat {

    /** As it is called in the API. */
    String name();

    /** What was said about the files, as text. */
    Map<String, String> options();

    /**
     * Looks at the files, as far as it must to know where each sample lies and what its label is.
     *
     * @throws dev.rangefinder.dataset.format.file.InvalidFileException if they are not what the format says
     */
    Converted index(Place place, IndexWriter writer, SizeLimits limits) throws IOException;

    /** How a sample of such a layout is made of the bytes of its piece: it may lie there as it is. */
    default Decoding decoding(Layout layout) {
        return piece -> piece;
    }

    /** Makes the bytes of a sample, as its layout has them, of those of its piece; by many threads at once. */
    @FunctionalInterface
    interface Decoding {

        byte[] decoded(byte[] piece) throws IOException;
    }
}
