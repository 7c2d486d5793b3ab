package dev.rangefinder.dataset.format;

import dev.rangefinder.dataset.format.file.Converted;
import dev.rangefinder.dataset.format.file.Description;
import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.format.file.Source;
import dev.rangefinder.dataset.samples.CanonicalWriter;
import dev.rangefinder.dataset.samples.Layout;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What becomes of files in memory that are given to a format. */
record Conversion(Layout layout, Description description, String hash, Path directory) {

    static Conversion of(Format format, Map<String, List<byte[]>> files, SizeLimits limits, Path directory)
            throws IOException {
        Map<String, List<Source>> sources = new HashMap<>();
        files.forEach((part, contents) ->
                sources.put(part, contents.stream().map(Conversion::source).toList()));
        try (CanonicalWriter writer = new CanonicalWriter(directory)) {
            Converted converted = format.convert(sources, writer, limits);
            Layout layout = converted.layout();
            return new Conversion(layout, converted.description(), writer.finish(layout), directory);
        }
    }

    private static Source source(byte[] bytes) {
        return () -> new ByteArrayInputStream(bytes);
    }

    byte[] bytes(String file) {
        try {
            return Files.readAllBytes(directory.resolve(file));
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    int[] labels(String file) {
        byte[] bytes = bytes(file);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return IntStream.range(0, bytes.length / Integer.BYTES)
                .map(i -> buffer.getInt(i * Integer.BYTES))
                .toArray();
    }

    /** Of a regression. */
    float[] targets(String file) {
        byte[] bytes = bytes(file);
        float[] targets = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(targets);
        return targets;
    }

    float[][] samples(String file) {
        byte[] bytes = bytes(file);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int size = layout.shape().size();
        float[][] samples = new float[bytes.length / Float.BYTES / size][size];
        Arrays.stream(samples).forEach(sample -> {
            for (int i = 0; i < size; i++) {
                sample[i] = buffer.getFloat();
            }
        });
        return samples;
    }
}
