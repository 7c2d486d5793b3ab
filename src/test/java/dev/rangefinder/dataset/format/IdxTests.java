package dev.rangefinder.dataset.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.model.spec.Shape;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTests {

    private static final SizeLimits LIMITS = new SizeLimits(1_000_000, 100);

    private static final byte[] IMAGES = IdxBytes.images(3, 4, 5);

    private final Format idx = Formats.named("idx").orElseThrow();

    private final Map<String, byte[]> files = new HashMap<>(Map.of(
            "train_images", IMAGES,
            "train_labels", IdxBytes.labels(0, 2, 1),
            "test_images", IdxBytes.images(2, 4, 5),
            "test_labels", IdxBytes.labels(2, 0)));

    @TempDir
    private Path directory;

    @Test
    void writesSamplesAndLabelsInTheFormThatTrainersRead() throws IOException {
        assertThat(convert().layout()).isEqualTo(new Layout(new Shape(4, 5, 1), ElementType.UINT8, 3, 3, 2));
        assertThat(directory.resolve(StoredData.TRAIN_INPUTS))
                .hasBinaryContent(Arrays.copyOfRange(IMAGES, 16, IMAGES.length));
        assertThat(directory.resolve(StoredData.TRAIN_LABELS))
                .hasBinaryContent(new byte[] {0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0});
        assertThat(directory.resolve(StoredData.TEST_LABELS)).hasBinaryContent(new byte[] {2, 0, 0, 0, 0, 0, 0, 0});
        assertThat(directory.resolve(StoredData.TEST_INPUTS)).hasSize(40);
    }

    @Test
    void givesCompressedFilesTheSameHash() throws IOException {
        String plain = convert().hash();
        files.replaceAll((part, bytes) -> IdxBytes.gzip(bytes));
        assertThat(convertAgain()).isEqualTo(plain).matches("[0-9a-f]{64}");
    }

    @Test
    void givesOtherContentAnotherHash() throws IOException {
        String hash = convert().hash();
        files.put("test_labels", IdxBytes.labels(2, 1));
        assertThat(convertAgain()).isNotEqualTo(hash);
    }

    @Test
    void refusesAnEmptyFile() {
        assertRefused("train_images", new byte[0]).contains("an empty file", "16 bytes of header");
    }

    @Test
    void refusesAFileThatEndsInItsHeader() {
        assertRefused("train_images", Arrays.copyOf(IMAGES, 9)).contains("end of the file after 9 bytes");
    }

    @Test
    void refusesWhatIsNotIdx() {
        assertRefused("train_images", "hello, this is text".getBytes()).contains("0x68656c6c", "0x00000803");
    }

    @Test
    void refusesLabelsWhereImagesAreExpected() {
        assertRefused("train_images", IdxBytes.labels(0, 1)).contains("1 dimension", "3 dimensions");
    }

    @Test
    void refusesImagesWhereLabelsAreExpected() {
        assertRefused("test_labels", IMAGES).contains("3 dimensions", "0x00000801");
    }

    @Test
    void refusesElementsThatAreNotBytes() {
        assertRefused("train_images", IdxBytes.file(0x0D, new byte[240], 3, 4, 5))
                .contains("32-bit float", "unsigned bytes");
    }

    @Test
    void refusesAFileWithoutSamples() {
        assertRefused("train_images", IdxBytes.images(0, 4, 5)).contains("dimension 0 of 0");
    }

    @Test
    void refusesAHeaderWhoseProductOverflows() {
        assertRefused("train_images", IdxBytes.file(8, new byte[0], -1, -1, -1))
                .contains("4294967295×4294967295×4294967295", "at most 1000000 bytes");
    }

    @Test
    void refusesAHeaderThatPromisesMoreThanTheLimit() {
        assertRefused("train_images", IdxBytes.file(8, new byte[0], 10_000, 10, 10))
                .contains("at most 1000000 bytes");
    }

    @Test
    void refusesImagesLargerThanAnyNetworkTakes() {
        assertRefused("train_images", IdxBytes.file(8, new byte[0], 1, 5000, 1)).contains("5000×1", "4096×4096");
    }

    @Test
    void refusesAFileShorterThanItsHeaderSays() {
        assertRefused("train_images", Arrays.copyOf(IMAGES, IMAGES.length - 1))
                .contains("after 75 bytes", "76 bytes", "3×4×5");
    }

    @Test
    void refusesBytesBehindTheData() {
        assertRefused("train_images", Arrays.copyOf(IMAGES, IMAGES.length + 1))
                .contains("more bytes behind the data", "76 bytes");
    }

    @Test
    void refusesGzipThatBreaksOff() {
        byte[] packed = IdxBytes.gzip(IMAGES);
        assertRefused("train_images", Arrays.copyOf(packed, packed.length / 2)).contains("breaks off");
    }

    @Test
    void refusesGzipWithoutItsEnd() {
        byte[] packed = IdxBytes.gzip(IMAGES);
        assertRefused("train_images", Arrays.copyOf(packed, packed.length - 4)).contains("breaks off");
    }

    @Test
    void refusesGzipThatIsDamaged() {
        byte[] packed = IdxBytes.gzip(IMAGES);
        packed[packed.length - 6] ^= 1;
        assertRefused("train_images", packed).contains("damaged gzip data");
    }

    @Test
    void refusesGzipWithADamagedHeader() {
        byte[] packed = IdxBytes.gzip(IMAGES);
        packed[2] = 77;
        assertRefused("train_images", packed).contains("damaged gzip");
    }

    @Test
    void readsNoFurtherThanOneByteBehindWhatTheHeaderPromises() throws IOException {
        byte[] bomb = IdxBytes.gzip(Arrays.copyOf(IMAGES, 50_000_000));
        assertThat(bomb).hasSizeLessThan(100_000);
        Counting opened = new Counting(bomb);
        try (IdxReader reader = IdxReader.open("train_images", () -> opened, 3, LIMITS)) {
            byte[] buffer = new byte[1000];
            assertThat(reader.read(buffer)).isEqualTo(60);
            assertThatExceptionOfType(InvalidFileException.class).isThrownBy(() -> reader.read(buffer));
        }
        assertThat(opened.read).isLessThanOrEqualTo(1 << 16);
    }

    @Test
    void refusesAnotherNumberOfLabelsThanImages() {
        assertRefused("train_labels", IdxBytes.labels(0, 1)).contains("2 labels", "3, one for each");
    }

    @Test
    void refusesTestImagesOfAnotherSize() {
        assertRefused("test_images", IdxBytes.images(2, 5, 4)).contains("5×4", "4×5");
    }

    @Test
    void refusesASingleClass() {
        assertRefused("train_labels", IdxBytes.labels(0, 0, 0)).contains("at least 2 classes");
    }

    @Test
    void refusesMoreClassesThanTheLimit() {
        assertRefused("train_labels", IdxBytes.labels(0, 1, 100)).contains("label 100 of sample 2", "0 to 99");
    }

    @Test
    void refusesATestLabelThatTrainingNeverSees() {
        assertRefused("test_labels", IdxBytes.labels(0, 3)).contains("label 3 of sample 1", "0 to 2");
    }

    private AbstractStringAssert<?> assertRefused(String part, byte[] bytes) {
        files.put(part, bytes);
        InvalidFileException refusal = assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(this::convert)
                .actual();
        assertThat(refusal.part()).isEqualTo(part);
        return assertThat(refusal.getMessage());
    }

    private Conversion convert() throws IOException {
        return convertInto(directory);
    }

    private String convertAgain() throws IOException {
        return convertInto(Files.createDirectory(directory.resolve("again"))).hash();
    }

    private Conversion convertInto(Path target) throws IOException {
        Map<String, List<byte[]>> given = new HashMap<>();
        files.forEach((part, bytes) -> given.put(part, List.of(bytes)));
        return Conversion.of(idx, given, LIMITS, target);
    }

    private static final class Counting extends ByteArrayInputStream {

        private int read;

        Counting(byte[] bytes) {
            super(bytes);
        }

        @Override
        public synchronized int read(byte[] buffer, int offset, int length) {
            int count = super.read(buffer, offset, length);
            read += Math.max(count, 0);
            return count;
        }
    }
}
