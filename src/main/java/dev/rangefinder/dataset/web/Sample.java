package dev.rangefinder.dataset.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.dataset.samples.StoredSamples;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sample as JSON: an image as a {@code data:} URL of a PNG, anything else as its values.
 *
 * @param index among the samples of its split, from 0
 */
record Sample(
        int index,
        int label,
        @JsonProperty("class") String className,
        @Nullable String image,
        @Nullable List<Float> values) {

    static Sample of(StoredSamples samples, int index, List<String> names) throws IOException {
        int label = samples.label(index);
        if (SamplePicture.isImage(samples.layout())) {
            byte[] png = SamplePicture.grid(samples, new int[] {index});
            String url = "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
            return new Sample(index, label, names.get(label), url, null);
        }
        return new Sample(index, label, names.get(label), null, values(samples, index));
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
