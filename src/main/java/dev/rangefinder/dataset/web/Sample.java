package dev.rangefinder.dataset.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.dataset.samples.StoredSamples;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A sample as JSON: an image as a {@code data:} URL of a PNG, a stretch of a text as the ids of its tokens, anything
 * else as its values.
 *
 * @param index among the samples of its split, from 0
 * @param text what the tokens say, where they are bytes
 */
record Sample(
        int index,
        @Nullable Integer label,
        @JsonProperty("class") @Nullable String className,
        @Nullable Float target,
        @Nullable String image,
        @Nullable List<Float> values,
        @Nullable List<Integer> tokens,
        @Nullable String text) {

    static Sample of(StoredSamples samples, int index, List<String> names) throws IOException {
        boolean isRegression = samples.layout().isRegression();
        @Nullable Float target = isRegression ? (Float) samples.target(index) : null;
        @Nullable Integer label = isRegression ? null : (Integer) samples.label(index);
        @Nullable String name = label == null ? null : names.get(label);
        if (SamplePicture.isImage(samples.layout())) {
            byte[] png = SamplePicture.grid(samples, new int[] {index});
            String url = "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
            return new Sample(index, label, name, target, url, null, null, null);
        }
        return new Sample(index, label, name, target, null, values(samples, index), null, null);
    }

    static Sample ofText(StoredSamples samples, int index, int most) throws IOException {
        int count = Math.min(most, samples.samples() - index);
        ByteBuffer stored = samples.tokens(index, count);
        @Nullable
        String text = samples.layout().areBytes()
                ? StandardCharsets.UTF_8.decode(stored.duplicate()).toString()
                : null;
        List<Integer> tokens = IntStream.range(0, count)
                .mapToObj(ignored -> samples.layout().element().nextToken(stored))
                .toList();
        return new Sample(index, null, null, null, null, null, tokens, text);
    }

    private static List<Float> values(StoredSamples samples, int index) throws IOException {
        ByteBuffer bytes = samples.inputs(index);
        List<Float> values = new ArrayList<>();
        while (bytes.hasRemaining()) {
            values.add(
                    samples.layout().element() == ElementType.UINT8
                            ? (float) Byte.toUnsignedInt(bytes.get())
                            : bytes.getFloat());
        }
        return values;
    }
}
