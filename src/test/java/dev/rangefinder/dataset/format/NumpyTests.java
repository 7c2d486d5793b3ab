package dev.rangefinder.dataset.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rangefinder.dataset.format.file.Description;
import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.dataset.samples.Task;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.shared.InvalidValuesException;
import dev.rangefinder.testing.NpyBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arrays of samples and labels, and each way in which they can be wrong. */
class NumpyTests {

    private static final SizeLimits LIMITS = new SizeLimits(10_000_000, 10);

    @TempDir
    private Path directory;

    private final Map<String, String> options = new HashMap<>();
    private final Map<String, List<byte[]>> files = new HashMap<>();

    NumpyTests() {
        file("train_inputs", NpyBytes.ofFloats(4, 1, 2, 3, 4, 5, 6, 7, 8));
        file("train_labels", NpyBytes.ofLongs(0, 1, 1, 0));
    }

    private void file(String part, byte[] bytes) {
        files.put(part, List.of(bytes));
    }

    private Conversion convert() throws IOException {
        return Conversion.of(
                Formats.named("npy").orElseThrow().with(options),
                files,
                LIMITS,
                Files.createTempDirectory(directory, "npy"));
    }

    private AbstractStringAssert<?> assertRefused() {
        return assertThat(assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(this::convert)
                .actual()
                .getMessage());
    }

    private void testing() {
        file("test_inputs", NpyBytes.ofFloats(2, 9, 10, 11, 12));
        file("test_labels", NpyBytes.ofLongs(1, 0));
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (i * 7 + 200);
        }
        return bytes;
    }

    private static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }

    private static byte[] doubles(double... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(values).forEach(bytes::putDouble);
        return NpyBytes.of("<f8", values.length + ",", bytes.array());
    }

    @Test
    void theTwoPartsStayApart() throws IOException {
        testing();
        Conversion found = convert();
        assertThat(found.layout()).isEqualTo(new Layout(new Shape(1, 1, 2), ElementType.FLOAT32, 2, 4, 2));
        assertThat(found.samples(StoredData.TRAIN_INPUTS))
                .isDeepEqualTo(new float[][] {{1, 2}, {3, 4}, {5, 6}, {7, 8}});
        assertThat(found.samples(StoredData.TEST_INPUTS)).isDeepEqualTo(new float[][] {{9, 10}, {11, 12}});
        assertThat(found.labels(StoredData.TRAIN_LABELS)).containsExactly(0, 1, 1, 0);
        assertThat(found.labels(StoredData.TEST_LABELS)).containsExactly(1, 0);
        assertThat(found.description().split()).isEqualTo(Description.Split.ofParts());
        assertThat(found.description().classes())
                .containsExactly(new Description.ClassCount("0", 2, 1), new Description.ClassCount("1", 2, 1));
    }

    @Test
    void aShareIsDrawnWithItsLabelsWhereThereAreNoArraysForTesting() throws IOException {
        float[] values = new float[100];
        long[] labels = new long[100];
        for (int i = 0; i < 100; i++) {
            values[i] = i;
            labels[i] = i % 5;
        }
        file("train_labels", NpyBytes.ofLongs(labels));
        file("train_inputs", NpyBytes.of("<f4", "100, 1", floats(values)));
        options.putAll(Map.of("test_share", "0.3", "seed", "5"));
        Conversion found = convert();
        assertThat(found.layout().trainSamples()).isEqualTo(70);
        assertThat(found.layout().testSamples()).isEqualTo(30);
        for (String part : List.of("train", "test")) {
            boolean isTest = part.equals("test");
            float[][] samples = found.samples(isTest ? StoredData.TEST_INPUTS : StoredData.TRAIN_INPUTS);
            int[] kept = found.labels(isTest ? StoredData.TEST_LABELS : StoredData.TRAIN_LABELS);
            for (int i = 0; i < kept.length; i++) {
                assertThat(kept[i]).isEqualTo((int) samples[i][0] % 5);
            }
        }
        assertThat(found.description().split()).isEqualTo(Description.Split.drawn(0.3, 5, List.of()));
    }

    @Test
    void bytesStayBytesAndAreImages() throws IOException {
        byte[] pixels = bytes(4 * 6 * 5 * 3);
        file("train_inputs", NpyBytes.of("|u1", "4, 6, 5, 3", pixels));
        testing();
        file("test_inputs", NpyBytes.of("|u1", "2, 6, 5, 3", bytes(2 * 6 * 5 * 3)));
        Conversion found = convert();
        assertThat(found.layout().shape()).isEqualTo(new Shape(6, 5, 3));
        assertThat(found.layout().element()).isEqualTo(ElementType.UINT8);
        assertThat(found.bytes(StoredData.TRAIN_INPUTS)).isEqualTo(pixels);
    }

    @Test
    void channelsThatComeFirstArePutLast() throws IOException {
        byte[] first = bytes(4 * 3 * 6 * 5);
        file("train_inputs", NpyBytes.of("|u1", "4, 3, 6, 5", first));
        assertRefused()
                .isEqualTo(
                        "train_inputs: found the shape (4, 3, 6, 5), expected data_format beside it: channels_first, or channels_last");
        options.put("data_format", "channels_first");
        testing();
        file("test_inputs", NpyBytes.of("|u1", "2, 3, 6, 5", bytes(2 * 3 * 6 * 5)));
        Conversion found = convert();
        assertThat(found.layout().shape()).isEqualTo(new Shape(6, 5, 3));
        byte[] last = found.bytes(StoredData.TRAIN_INPUTS);
        for (int sample = 0; sample < 4; sample++) {
            for (int channel = 0; channel < 3; channel++) {
                for (int pixel = 0; pixel < 30; pixel++) {
                    assertThat(last[(sample * 30 + pixel) * 3 + channel])
                            .isEqualTo(first[(sample * 3 + channel) * 30 + pixel]);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "|b1,1", "|i1,1", "<i2,2", ">i2,2", "<u2,2", "<i4,4", ">u4,4", "<i8,8", "<f2,2", ">f4,4", "<f8,8", ">f8,8"
    })
    void otherNumbersBecomeTheNearestFloats(String type, int bytesEach) throws IOException {
        ByteBuffer values = ByteBuffer.allocate(8 * bytesEach)
                .order(type.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 8; i++) {
            int value = i % 2;
            switch (type.substring(1)) {
                case "f2" -> values.putShort(Float.floatToFloat16(value));
                case "f4" -> values.putFloat(value);
                case "f8" -> values.putDouble(value);
                case "i8" -> values.putLong(value);
                case "i4", "u4" -> values.putInt(value);
                case "i2", "u2" -> values.putShort((short) value);
                default -> values.put((byte) value);
            }
        }
        file("train_inputs", NpyBytes.of(type, "4, 2", values.array()));
        testing();
        assertThat(convert().samples(StoredData.TRAIN_INPUTS))
                .isDeepEqualTo(new float[][] {{0, 1}, {0, 1}, {0, 1}, {0, 1}});
    }

    @Test
    void realLabelsAreARegression() throws IOException {
        file("train_labels", doubles(0.5, 1.25, -3, 8));
        options.put("test_share", "0.5");
        Conversion found = convert();
        assertThat(found.layout().task()).isEqualTo(Task.REGRESSION);
        float[] targets = new float[4];
        System.arraycopy(found.targets(StoredData.TRAIN_LABELS), 0, targets, 0, 2);
        System.arraycopy(found.targets(StoredData.TEST_LABELS), 0, targets, 2, 2);
        assertThat(targets).containsExactlyInAnyOrder(0.5f, 1.25f, -3f, 8f);
        assertThat(found.description().target()).isNotNull();
    }

    /** Such as classes that a program has made floats of. */
    @Test
    void realLabelsThatAreAllWholeMayBeEitherAndAreAskedFor() throws IOException {
        file("train_labels", doubles(0, 1, 1, 0));
        assertRefused()
                .isEqualTo(
                        "train_labels: found 2 different real numbers that are whole, expected task beside it: regression, or classification");
        options.put("task", "classification");
        testing();
        assertThat(convert().labels(StoredData.TRAIN_LABELS)).containsExactly(0, 1, 1, 0);
        options.put("task", "regression");
        assertThat(convert().targets(StoredData.TRAIN_LABELS)).containsExactly(0, 1, 1, 0);
    }

    /** Such as prices in whole euros. */
    @Test
    void wholeLabelsThatMayBeAmountsAreAskedFor() throws IOException {
        long[] prices = LongStream.range(0, 100).map(i -> i % 30 * 7).toArray();
        file("train_inputs", NpyBytes.of("<f4", "100, 1", new byte[400]));
        file("train_labels", NpyBytes.ofLongs(prices));
        assertRefused()
                .isEqualTo(
                        "train_labels: found more than 20 different labels in 100, expected task beside it: regression, or classification");
        options.put("task", "regression");
        assertThat(convert().layout().task()).isEqualTo(Task.REGRESSION);
        options.put("task", "classification");
        assertRefused().startsWith("train_labels: found the label 14 of sample 2, expected whole numbers from 0 to 9");
    }

    @Test
    void manyLabelsOfEachClassAreClasses() throws IOException {
        file("train_inputs", NpyBytes.of("<f4", "900, 1", new byte[3600]));
        file(
                "train_labels",
                NpyBytes.ofLongs(LongStream.range(0, 900).map(i -> i % 9).toArray()));
        assertThat(convert().layout().classes()).isEqualTo(9);
    }

    @Test
    void aColumnOfLabelsIsLabels() throws IOException {
        file("train_labels", NpyBytes.of("|u1", "4, 1", new byte[] {0, 1, 1, 0}));
        assertThat(convert().layout().classes()).isEqualTo(2);
    }

    @Test
    void filesMayBeCompressedWithGzip() throws IOException {
        testing();
        String hash = convert().hash();
        for (String part : List.copyOf(files.keySet())) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write(files.get(part).getFirst());
            }
            file(part, packed.toByteArray());
        }
        assertThat(convert().hash()).isEqualTo(hash);
    }

    @Test
    void whatDoesNotFitIsRefusedByItsPart() {
        file("train_labels", NpyBytes.ofLongs(0, 1, 1));
        assertRefused().isEqualTo("train_labels: found 3 labels, expected 4, one for each of the samples");
        file("train_labels", NpyBytes.of("<i8", "4, 2", new byte[64]));
        assertRefused().isEqualTo("train_labels: found the shape (4, 2), expected one label for each sample");
        file("train_labels", NpyBytes.ofLongs(0, -1, 1, 0));
        assertRefused().isEqualTo("train_labels: found the label -1 of sample 1, expected whole numbers from 0 to 9");
        file("train_labels", NpyBytes.ofLongs(0, 0, 0, 0));
        assertRefused().isEqualTo("train_labels: found only the label 0, expected at least 2 classes");
        file("train_labels", NpyBytes.ofLongs(0, 1, 1, 0));
        file("test_labels", NpyBytes.ofLongs(0, 1));
        assertRefused().startsWith("train_labels: found 'test_labels.npy' alone");
        file("test_inputs", NpyBytes.ofFloats(2, 1, 2, 3, 4, 5, 6));
        assertRefused()
                .isEqualTo("test_inputs: found 1×1×3 of FLOAT32, expected 1×1×2 of FLOAT32, as those for training are");
        file("test_inputs", NpyBytes.ofFloats(2, 1, 2, 3, 4));
        file("test_labels", NpyBytes.ofLongs(0, 2));
        assertRefused().isEqualTo("test_labels: found the label 2 of sample 1, expected whole numbers from 0 to 1");
    }

    @Test
    void whatIsNoArrayIsRefused() {
        file("train_inputs", "a,b\n1,2\n".getBytes(StandardCharsets.US_ASCII));
        assertRefused()
                .isEqualTo(
                        "train_inputs: found a beginning that is not that of a .npy file, expected an array of NumPy's");
        file("train_inputs", new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0});
        assertRefused()
                .isEqualTo(
                        "train_inputs: found an archive, as numpy.savez writes it, expected one array, as numpy.save writes it");
        file("train_inputs", new byte[0]);
        assertRefused().startsWith("train_inputs: found a beginning that is not that of a .npy file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "4,", "4, 0", "0, 2", "4, 1, 2, 2, 2", "4, 5000, 2", "99999999999, 2", "4, 4096, 4096, 4096"
            })
    void shapesThatNoSampleHasAreRefused(String shape) {
        file("train_inputs", NpyBytes.of("<f4", shape, new byte[32]));
        assertRefused().startsWith("train_inputs: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<U5", "|O", "<c8", "<M8[ns]", "|S3"})
    void typesThatAreNoNumbersAreRefused(String type) {
        file("train_inputs", NpyBytes.of(type, "4, 2", new byte[64]));
        assertRefused().startsWith("train_inputs: found values of the type '%s', expected numbers: ".formatted(type));
        file("train_inputs", NpyBytes.ofFloats(4, 1, 2, 3, 4, 5, 6, 7, 8));
        file("train_labels", NpyBytes.of(type, "4,", new byte[64]));
        assertRefused().startsWith("train_labels: found values of the type '%s', expected numbers: ".formatted(type));
    }

    @Test
    void anArrayThatIsShorterOrLongerThanItsHeadSaysIsRefused() {
        byte[] whole = NpyBytes.ofFloats(4, 1, 2, 3, 4, 5, 6, 7, 8);
        file("train_inputs", Arrays.copyOf(whole, whole.length - 1));
        assertRefused().isEqualTo("train_inputs: found 3 samples, expected 4, as its head says");
        file("train_inputs", Arrays.copyOf(whole, whole.length + 1));
        assertRefused().isEqualTo("train_inputs: found more than 4 samples, expected 4, as its head says");
        file("train_inputs", whole);
        byte[] labels = NpyBytes.ofLongs(0, 1, 1, 0);
        file("train_labels", Arrays.copyOf(labels, labels.length - 8));
        assertRefused().isEqualTo("train_labels: found 3 labels, expected 4, as its head says");
        file("train_labels", Arrays.copyOf(labels, labels.length + 8));
        assertRefused().isEqualTo("train_labels: found more than 4 labels, expected 4, as its head says");
    }

    /** Neither its time nor its stack may grow faster than its length. */
    @ParameterizedTest
    @ValueSource(strings = {"1%s x", "1%s", ",%s", "%sx"})
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aHeadThatIsMeantToTakeLongTakesNoTime(String shape) {
        for (String filling : new String[] {" ".repeat(60_000), ",1".repeat(30_000), "9".repeat(60_000)}) {
            file("train_inputs", NpyBytes.of("<f4", shape.formatted(filling), new byte[32]));
            assertRefused().startsWith("train_inputs: found");
        }
    }

    /** Its head claims 128 MB that do not follow. */
    @Test
    void aLargeSampleIsReadInPieces() throws IOException {
        file("train_inputs", NpyBytes.of("<f8", "4, 16777216", new byte[32]));
        assertRefused().isEqualTo("train_inputs: found 0 samples, expected 4, as its head says");
        float[] values = new float[4 * 50_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        file("train_inputs", NpyBytes.ofFloats(4, values));
        testing();
        file("test_inputs", NpyBytes.ofFloats(2, new float[100_000]));
        assertThat(convert().samples(StoredData.TRAIN_INPUTS)[3])
                .isEqualTo(Arrays.copyOfRange(values, 150_000, 200_000));
    }

    @Test
    void numbersThatAreNotFiniteAreRefusedWithTheirSample() {
        file("train_inputs", NpyBytes.ofFloats(4, 1, 2, 3, 4, 5, Float.NaN, 7, 8));
        assertRefused().isEqualTo("train_inputs: found the value NaN in sample 2, expected finite numbers, of 32 bits");
        file("train_inputs", NpyBytes.ofFloats(4, 1, 2, 3, 4, 5, 6, 7, 8));
        file("train_labels", doubles(0.5, 1e300, 1, 2));
        assertRefused()
                .isEqualTo("train_labels: found the label 1.0E300 of sample 1, expected finite numbers, of 32 bits");
    }

    @Test
    void columnsFirstIsRefusedWithWhatMakesItRowsFirst() {
        byte[] array = NpyBytes.ofFloats(4, 1, 2, 3, 4, 5, 6, 7, 8);
        String head = new String(array, StandardCharsets.ISO_8859_1)
                .replace("'fortran_order': False", "'fortran_order': True ");
        file("train_inputs", head.getBytes(StandardCharsets.ISO_8859_1));
        assertRefused().contains("numpy.ascontiguousarray");
    }

    @ParameterizedTest
    @CsvSource({
        "data_format,first",
        "data_format,CHANNELS_LAST",
        "task,classify",
        "task,next_token",
        "test_share,1",
        "seed,x"
    })
    void optionsThatAreNoneAreRefused(String name, String value) {
        options.put(name, value);
        assertThat(assertThatExceptionOfType(InvalidValuesException.class)
                        .isThrownBy(this::convert)
                        .actual()
                        .getMessage())
                .contains(name);
    }

    @Test
    void aLabelForEachOfManySamplesIsReadInPieces() throws IOException {
        int samples = 20_000;
        file("train_inputs", NpyBytes.of("|u1", samples + ", 1", new byte[samples]));
        file(
                "train_labels",
                NpyBytes.ofLongs(
                        IntStream.range(0, samples).mapToLong(i -> i % 7).toArray()));
        Conversion found = convert();
        assertThat(found.description().classes().stream()
                        .mapToInt(one -> one.train() + one.test())
                        .sum())
                .isEqualTo(samples);
    }
}
