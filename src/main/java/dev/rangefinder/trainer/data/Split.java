package dev.rangefinder.trainer.data;

import dev.rangefinder.dataset.located.LocatedSamples;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.dataset.samples.Moments;
import dev.rangefinder.dataset.samples.StoredData;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The training or the test samples of a data set; those that were copied, and all labels, are mapped into memory. */
public final class Split {

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt LABEL = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Layout layout;
    private final int samples;
    private final Inputs inputs;
    private final MemorySegment labels;

    private Split(Layout layout, int samples, Inputs inputs, MemorySegment labels) {
        this.layout = layout;
        this.samples = samples;
        this.inputs = inputs;
        this.labels = labels;
    }

    public static Split training(StoredData data) throws IOException {
        int samples = data.layout().trainSamples();
        return of(
                data,
                samples,
                data.location() == null
                        ? mapped(data, samples, StoredData.TRAIN_INPUTS)
                        : new LocatedInputs(data, LocatedSamples.training(data)),
                StoredData.TRAIN_LABELS);
    }

    public static Split test(StoredData data) throws IOException {
        int samples = data.layout().testSamples();
        return of(
                data,
                samples,
                data.location() == null
                        ? mapped(data, samples, StoredData.TEST_INPUTS)
                        : new LocatedInputs(data, LocatedSamples.test(data)),
                StoredData.TEST_LABELS);
    }

    private static Split of(StoredData data, int samples, Inputs inputs, String labels) throws IOException {
        return new Split(
                data.layout(),
                samples,
                inputs,
                map(data.directory().resolve(labels), data.layout().labelBytes(samples)));
    }

    private static Inputs mapped(StoredData data, int samples, String inputs) throws IOException {
        return new MappedInputs(
                data.layout(),
                samples,
                map(data.directory().resolve(inputs), samples * data.layout().sampleBytes()));
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
        inputs.readTokens(from, tokens);
    }

    /** The values of samples, in an order that is known beforehand; to be closed. */
    Inputs.InOrder inOrder() {
        return inputs.inOrder();
    }

    /** Those of all samples. */
    Moments moments() throws IOException {
        return inputs.moments();
    }
}
