package dev.rangefinder.dataset.samples;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/** Reads single samples of a stored data set, for people to look at. */
public final class StoredSamples implements AutoCloseable {

    private static final int LABELS_AT_A_TIME = 1 << 16;

    private final Layout layout;
    private final int samples;
    private final Source inputs;
    private final FileChannel labels;

    /**
     * Reads them.
     *
     * @param inputs closed with this
     * @param labels a file in the form of {@link StoredData}
     */
    public StoredSamples(Layout layout, int samples, Source inputs, Path labels) throws IOException {
        this.layout = layout;
        this.samples = samples;
        this.inputs = inputs;
        try {
            this.labels = FileChannel.open(labels, StandardOpenOption.READ);
        } catch (IOException exception) {
            this.inputs.close();
            throw exception;
        }
    }

    /** Where the values of samples come from. */
    public interface Source extends AutoCloseable {

        /** The values of one sample or, of a text, of so many tokens, as they are stored. */
        ByteBuffer read(int first, int count) throws IOException;

        @Override
        void close() throws IOException;
    }

    public static StoredSamples training(StoredData data) throws IOException {
        return new StoredSamples(
                data.layout(),
                data.layout().trainSamples(),
                source(data, StoredData.TRAIN_INPUTS),
                data.directory().resolve(StoredData.TRAIN_LABELS));
    }

    public static StoredSamples test(StoredData data) throws IOException {
        return new StoredSamples(
                data.layout(),
                data.layout().testSamples(),
                source(data, StoredData.TEST_INPUTS),
                data.directory().resolve(StoredData.TEST_LABELS));
    }

    private static Source source(StoredData data, String file) throws IOException {
        FileChannel inputs = FileChannel.open(data.directory().resolve(file), StandardOpenOption.READ);
        long bytesEach = data.layout().sampleBytes();
        return new Source() {
            @Override
            public ByteBuffer read(int first, int count) throws IOException {
                return StoredSamples.read(inputs, first * bytesEach, Math.toIntExact(count * bytesEach));
            }

            @Override
            public void close() throws IOException {
                inputs.close();
            }
        };
    }

    public Layout layout() {
        return layout;
    }

    /** How many there are. */
    public int samples() {
        return samples;
    }

    public int label(int sample) throws IOException {
        return read(labels, (long) sample * Integer.BYTES, Integer.BYTES).getInt();
    }

    /** The label of a regression. */
    public float target(int sample) throws IOException {
        return read(labels, (long) sample * Integer.BYTES, Float.BYTES).getFloat();
    }

    /** How many samples each label has. */
    public List<Integer> labelCounts() throws IOException {
        int[] counts = new int[layout.classes()];
        for (int from = 0; from < samples; from += LABELS_AT_A_TIME) {
            int count = Math.min(LABELS_AT_A_TIME, samples - from);
            ByteBuffer part = read(labels, (long) from * Integer.BYTES, count * Integer.BYTES);
            while (part.hasRemaining()) {
                counts[part.getInt()]++;
            }
        }
        return Arrays.stream(counts).boxed().toList();
    }

    /** The values of a sample as they are stored: height, width, channel, the last running fastest. */
    public ByteBuffer inputs(int sample) throws IOException {
        return inputs.read(sample, 1);
    }

    /** A stretch of a text, as its tokens are stored. */
    public ByteBuffer tokens(int from, int count) throws IOException {
        return inputs.read(from, count);
    }

    private static ByteBuffer read(FileChannel file, long position, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, position + buffer.position()) < 0) {
                throw new EOFException("the samples end before byte %d".formatted(position + bytes));
            }
        }
        return buffer.flip();
    }

    @Override
    public void close() throws IOException {
        try (inputs) {
            labels.close();
        }
    }
}
