package dev.rangefinder.dataset.samples;

import java.nio.file.Path;
import java.util.List;

/**
 * A data set on disk, in the one form that trainers read. Its directory holds four files without headers:
 * {@code train.inputs} and {@code test.inputs}, sample after sample, each in the order height, width, channel; and
 * {@code train.labels} and {@code test.labels}, one little-endian 32-bit integer from 0 to {@code classes - 1} a
 * sample.
 */
public record StoredData(Path directory, Layout layout) {

    public static final String TRAIN_INPUTS = "train.inputs";
    public static final String TRAIN_LABELS = "train.labels";
    public static final String TEST_INPUTS = "test.inputs";
    public static final String TEST_LABELS = "test.labels";

    public static final List<String> FILES = List.of(TRAIN_INPUTS, TRAIN_LABELS, TEST_INPUTS, TEST_LABELS);
}
