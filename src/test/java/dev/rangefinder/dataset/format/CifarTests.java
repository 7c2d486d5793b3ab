package dev.rangefinder.dataset.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.model.spec.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarTests {

    private static final SizeLimits LIMITS = new SizeLimits(100_000, 1000);

    @TempDir
    private Path directory;

    private final Map<String, List<byte[]>> files = new HashMap<>(
            Map.of("train", List.of(CifarBytes.ten(3, 9), CifarBytes.ten(0)), "test", List.of(CifarBytes.ten(7))));

    private Conversion convert(String format) throws IOException {
        return Conversion.of(Formats.named(format).orElseThrow(), files, LIMITS, directory);
    }

    @Test
    void readsTheTrainingFilesOneAfterAnother() throws IOException {
        Conversion found = convert("cifar10");
        assertThat(found.layout()).isEqualTo(new Layout(new Shape(32, 32, 3), ElementType.UINT8, 10, 3, 1));
        assertThat(found.labels(StoredData.TRAIN_LABELS)).containsExactly(3, 9, 0);
        assertThat(found.labels(StoredData.TEST_LABELS)).containsExactly(7);
    }

    @Test
    void turnsPlanesIntoPixels() throws IOException {
        byte[] pixels = convert("cifar10").bytes(StoredData.TRAIN_INPUTS);
        assertThat(pixels).hasSize(3 * 3 * CifarBytes.AREA);
        int second = 3 * CifarBytes.AREA;
        for (int position : new int[] {0, 1, 500, CifarBytes.AREA - 1}) {
            for (int channel = 0; channel < 3; channel++) {
                assertThat(Byte.toUnsignedInt(pixels[second + 3 * position + channel]))
                        .isEqualTo(CifarBytes.value(1, channel, position));
            }
        }
    }

    @Test
    void takesTheFineLabelOfAHundred() throws IOException {
        files.put("train", List.of(CifarBytes.hundred(99, 4)));
        files.put("test", List.of(IdxBytes.gzip(CifarBytes.hundred(50))));
        Conversion found = convert("cifar100");
        assertThat(found.layout()).isEqualTo(new Layout(new Shape(32, 32, 3), ElementType.UINT8, 100, 2, 1));
        assertThat(found.labels(StoredData.TRAIN_LABELS)).containsExactly(99, 4);
        assertThat(found.labels(StoredData.TEST_LABELS)).containsExactly(50);
    }

    @Test
    void refusesAnEmptyFile() {
        assertRefused("train/1", CifarBytes.ten(1), new byte[0]).contains("an empty file", "3073 bytes");
    }

    @Test
    void refusesAFileThatEndsInsideARecord() {
        assertRefused("train", Arrays.copyOf(CifarBytes.ten(1, 2), 3073 + 3072))
                .contains("the end of the file after 3072 bytes of record 1", "3073 bytes");
    }

    @Test
    void refusesAFileOfAHundredAsOneOfTen() {
        assertRefused("train", CifarBytes.hundred(1)).contains("label 19 of record 0", "0 to 9");
    }

    @Test
    void refusesMoreBytesThanTheLimit() {
        assertRefused("train", IdxBytes.gzip(CifarBytes.ten(new int[33]))).contains("more than 100000 bytes");
    }

    private AbstractStringAssert<?> assertRefused(String part, byte[]... train) {
        files.put("train", List.of(train));
        InvalidFileException refusal = assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(() -> convert("cifar10"))
                .actual();
        assertThat(refusal.part()).isEqualTo(part);
        return assertThat(refusal.getMessage());
    }
}
