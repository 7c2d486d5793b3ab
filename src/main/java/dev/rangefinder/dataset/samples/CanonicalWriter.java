package dev.rangefinder.dataset.samples;

import dev.rangefinder.shared.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Writes a data set in the form of {@link StoredData} and names it by its content: the SHA-256 of a line that states
 * the layout, followed by the SHA-256 of each of the four files. So it is known in one pass, and any reader can check
 * it.
 */
public final class CanonicalWriter implements AutoCloseable {

    private final Split train;
    private final Split test;

    /**
     * Starts writing.
     *
     * @param directory an empty one
     */
    public CanonicalWriter(Path directory) throws IOException {
        this(directory, Allowance.unlimited());
    }

    /**
     * Starts writing what may not take more than is allowed: then it throws an {@link Allowance.ExceededException}.
     *
     * @param directory an empty one
     */
    public CanonicalWriter(Path directory, Allowance allowance) throws IOException {
        train = new Split(
                directory.resolve(StoredData.TRAIN_INPUTS), directory.resolve(StoredData.TRAIN_LABELS), allowance);
        test = new Split(
                directory.resolve(StoredData.TEST_INPUTS), directory.resolve(StoredData.TEST_LABELS), allowance);
    }

    public Split train() {
        return train;
    }

    public Split test() {
        return test;
    }

    /**
     * Brings everything to disk.
     *
     * @return the hash of the content, in hexadecimal
     */
    public String finish(Layout layout) throws IOException {
        train.requireSamples(layout.trainSamples(), layout);
        test.requireSamples(layout.testSamples(), layout);
        return contentHash(
                layout, train.inputs.finish(), train.labels.finish(), test.inputs.finish(), test.labels.finish());
    }

    /** The name of a content, by the hashes of its files in a fixed order, such as that of {@link StoredData#FILES}. */
    public static String contentHash(Layout layout, byte[]... fileHashes) {
        MessageDigest all = Sha256.digest();
        all.update(header(layout).getBytes(StandardCharsets.US_ASCII));
        for (byte[] hash : fileHashes) {
            all.update(hash);
        }
        return HexFormat.of().formatHex(all.digest());
    }

    /** A task is named where it is another than the first that there was. */
    private static String header(Layout layout) {
        return "rangefinder data set 1: height %d, width %d, channels %d, %s, %sclasses %d, train %d, test %d\n"
                .formatted(
                        layout.shape().height(),
                        layout.shape().width(),
                        layout.shape().channels(),
                        layout.element(),
                        layout.task() == Task.CLASSIFICATION ? "" : layout.task() + ", ",
                        layout.classes(),
                        layout.trainSamples(),
                        layout.testSamples());
    }

    @Override
    public void close() throws IOException {
        try (train) {
            test.close();
        }
    }

    /** The samples for training, or those for testing: inputs and labels, each in order. */
    public static final class Split implements AutoCloseable {

        private final HashedFile inputs;
        private final LabelFile labels;

        private Split(Path inputs, Path labels, Allowance allowance) throws IOException {
            this.inputs = new HashedFile(inputs, allowance);
            this.labels = new LabelFile(labels, allowance);
        }

        public void inputs(byte[] bytes, int length) throws IOException {
            inputs.write(bytes, length);
        }

        public void input(float value) throws IOException {
            inputs.writeInt(Float.floatToIntBits(value));
        }

        public LabelFile labels() {
            return labels;
        }

        private void requireSamples(int samples, Layout layout) {
            long sampleBytes = layout.sampleBytes();
            if (inputs.size() != samples * sampleBytes || labels.size() != layout.labelBytes(samples)) {
                throw new IllegalStateException("%d bytes of inputs and %d of labels are not %d samples of %d bytes"
                        .formatted(inputs.size(), labels.size(), samples, sampleBytes));
            }
        }

        @Override
        public void close() throws IOException {
            try (inputs) {
                labels.close();
            }
        }
    }
}
