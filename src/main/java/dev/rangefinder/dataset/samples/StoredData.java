package dev.rangefinder.dataset.samples;

import dev.rangefinder.shared.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A data set on disk, in the one form that trainers read. Its directory holds four files without headers:
 * {@code train.inputs} and {@code test.inputs}, sample after sample, each in the order height, width, channel; and
 * {@code train.labels} and {@code test.labels}, one little-endian 32-bit integer from 0 to {@code classes - 1} a
 * sample, or of a regression one 32-bit float; of a text the inputs are its tokens, in order, and the labels are empty.
 *
 * @param location where the samples lie, of a data set in place, whose directory has an index in the stead of inputs;
 *     absent where all of it is in the directory
 */
public record StoredData(
        Path directory, Layout layout, @Nullable Path location) {

    public static final String TRAIN_INPUTS = "train.inputs";
    public static final String TRAIN_LABELS = "train.labels";
    public static final String TEST_INPUTS = "test.inputs";
    public static final String TEST_LABELS = "test.labels";

    public static final List<String> FILES = List.of(TRAIN_INPUTS, TRAIN_LABELS, TEST_INPUTS, TEST_LABELS);

    /** Of what was copied. */
    public StoredData(Path directory, Layout layout) {
        this(directory, layout, null);
    }

    /** The hash of the files as they are now, which names them as {@link CanonicalWriter} did. */
    public String contentHash() throws IOException {
        byte[][] hashes = new byte[FILES.size()][];
        for (int file = 0; file < hashes.length; file++) {
            hashes[file] = Sha256.of(directory.resolve(FILES.get(file)));
        }
        return CanonicalWriter.contentHash(layout, hashes);
    }
}
