package dev.rangefinder.trainer.data;

import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.dataset.samples.StoredData;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The training or the test samples of a data set, mapped into memory for the life of the process. */
public final class Split {

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt LABEL = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Layout layout;
    private final int samples;
    private final MemorySegment inputs;
    private final MemorySegment labels;

    private Split(Layout layout, int samples, MemorySegment inputs, MemorySegment labels) {
        this.layout = layout;
        this.samples = samples;
        this.inputs = inputs;
        this.labels = labels;
    }

    public static Split training(StoredData data) throws IOException {
        return of(data, data.layout().trainSamples(), StoredData.TRAIN_INPUTS, StoredData.TRAIN_LABELS);
    }

    public static Split test(StoredData data) throws IOException {
        return of(data, data.layout().testSamples(), StoredData.TEST_INPUTS, StoredData.TEST_LABELS);
    }

    private static Split of(StoredData data, int samples, String inputs, String labels) throws IOException {
        return new Split(
                data.layout(),
                samples,
                map(data.directory().resolve(inputs), samples * data.layout().sampleBytes()),
                map(data.directory().resolve(labels), data.layout().labelBytes(samples)));
    }

    private static MemorySegment map(Path file, long expectedBytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() != expectedBytes) {
                throw new IOException("%s has %d bytes instead of %d".formatted(file, channel.size(), expectedBytes));
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, expectedBytes, Arena.global());
        }
    }

    public int samples() {
        return samples;
    }

    public Layout layout() {
        return layout;
    }

    int label(int sample) {
        return labels.get(LABEL, (long) sample * Integer.BYTES);
    }

    /** The label of a regression. */
    float target(int sample) {
        return labels.get(FLOAT, (long) sample * Float.BYTES);
    }

    /** Copies so many tokens of a text, from one of them on. */
    void readTokens(long from, long[] tokens) {
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = switch (layout.element()) {
                case UINT8 -> inputs.get(ValueLayout.JAVA_BYTE, from + i) & 0xFF;
                case UINT16 -> inputs.get(SHORT, (from + i) * Short.BYTES) & 0xFFFF;
                case INT32 -> inputs.get(LABEL, (from + i) * Integer.BYTES);
                case FLOAT32 -> throw new IllegalStateException("tokens are whole numbers");
            };
        }
    }

    /** Copies the values of one sample into {@code values}, bytes as 0 to 255. */
    void read(int sample, float[] values) {
        long offset = sample * layout.sampleBytes();
        if (layout.element() == ElementType.UINT8) {
            for (int i = 0; i < values.length; i++) {
                values[i] = inputs.get(ValueLayout.JAVA_BYTE, offset + i) & 0xFF;
            }
        } else {
            MemorySegment.copy(inputs, FLOAT, offset, values, 0, values.length);
        }
    }
}
