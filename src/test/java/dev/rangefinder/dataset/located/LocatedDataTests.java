package dev.rangefinder.dataset.located;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.testing.NpyBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocatedDataTests {

    private static final SizeLimits LIMITS = new SizeLimits(1 << 30, 1000);

    private static final int SAMPLES = 300;

    private static final int FEATURES = 5;

    @TempDir
    private Path temporary;

    private Path location;

    private final float[] values = new float[SAMPLES * FEATURES];

    @BeforeEach
    void writeArrays() throws IOException {
        location = Files.createDirectory(temporary.toRealPath().resolve("there"));
        Random random = new Random(1);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        write("train_inputs.npy", NpyBytes.ofFloats(SAMPLES, values));
        write(
                "train_labels.npy",
                NpyBytes.ofLongs(
                        IntStream.range(0, SAMPLES).mapToLong(i -> i % 3).toArray()));
    }

    private void write(String name, byte[] bytes) throws IOException {
        Files.write(location.resolve(name), bytes);
    }

    private StoredData indexed() throws IOException {
        return indexed(Map.of());
    }

    private StoredData indexed(Map<String, String> options) throws IOException {
        Path directory = Files.createTempDirectory(temporary, "index");
        LocatedData.Indexed indexed = LocatedData.index(directory, location, LocatedFormats.of("npy", options), LIMITS);
        return new StoredData(directory, indexed.converted().layout(), location);
    }

    private String hash() throws IOException {
        Path directory = Files.createTempDirectory(temporary, "index");
        return LocatedData.index(directory, location, LocatedFormats.of("npy", Map.of()), LIMITS)
                .contentHash();
    }

    @Test
    void everySampleIsReadWhereItLies() throws IOException {
        StoredData data = indexed();
        assertThat(data.layout().trainSamples()).isEqualTo(240);
        assertThat(data.layout().testSamples()).isEqualTo(60);
        try (LocatedSamples train = LocatedSamples.training(data);
                LocatedSamples test = LocatedSamples.test(data)) {
            float[] sample = new float[FEATURES];
            double sum = 0;
            for (int i = 0; i < SAMPLES; i++) {
                (i < 240 ? train : test).read(i < 240 ? i : i - 240, sample);
                for (float value : sample) {
                    sum += value;
                }
            }
            double expected = 0;
            for (float value : values) {
                expected += value;
            }
            assertThat(sum).isCloseTo(expected, offset(1e-9));
        }
    }

    @Test
    void channelsThatLieFirstAreReadLast() throws IOException {
        byte[] first = new byte[4 * 3 * 6 * 5];
        new Random(3).nextBytes(first);
        write("train_inputs.npy", NpyBytes.of("|u1", "4, 3, 6, 5", first));
        write("train_labels.npy", NpyBytes.ofLongs(0, 1, 0, 1));
        assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(this::indexed)
                .withMessageContaining("data_format");
        StoredData data = indexed(Map.of("data_format", "channels_first", "test_share", "0.25"));
        assertThat(data.layout().shape()).isEqualTo(new Shape(6, 5, 3));
        List<byte[]> read = new ArrayList<>();
        try (LocatedSamples train = LocatedSamples.training(data);
                LocatedSamples test = LocatedSamples.test(data)) {
            read.add(test.bytes(0));
            for (int sample = 0; sample < 3; sample++) {
                read.add(train.bytes(sample));
            }
        }
        List<byte[]> expected = new ArrayList<>();
        for (int sample = 0; sample < 4; sample++) {
            byte[] last = new byte[90];
            for (int i = 0; i < last.length; i++) {
                last[i] = first[sample * last.length + i % 3 * 30 + i / 3];
            }
            expected.add(last);
        }
        assertThat(read).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void whatIsLearnedIsSaidInPlaceToo() throws IOException {
        assertThat(indexed(Map.of("task", "regression")).layout().isRegression())
                .isTrue();
        assertThat(indexed().layout().isRegression()).isFalse();
    }

    @Test
    void whatIsReadAheadDoesNotDependOnHowManyThreadsRead() throws IOException {
        int[] order = new Random(2).ints(1000, 0, 240).toArray();
        try (LocatedSamples samples = LocatedSamples.training(indexed())) {
            float[] expected = new float[FEATURES];
            float[] read = new float[FEATURES];
            for (int threads : new int[] {1, 3, 8}) {
                try (ReadAhead ahead = new ReadAhead(samples, threads)) {
                    ahead.announce(order);
                    for (int sample : order) {
                        samples.read(sample, expected);
                        ahead.read(sample, read);
                        assertThat(read).isEqualTo(expected);
                    }
                }
            }
        }
    }

    @Test
    void aCheckThatStoppedGoesOnFromWhereItWasAndComesToTheSame() throws IOException {
        StoredData whole = indexed();
        try (CheckPass pass = CheckPass.resume(whole, 2)) {
            while (!pass.isDone()) {
                pass.checkSome();
            }
            pass.keep();
        }
        StoredData inParts = indexed();
        assertThatThrownBy(() -> CheckPass.moments(inParts)).hasMessageContaining("sample 0 of 300");
        long before = 0;
        while (!CheckPass.isOver(inParts.directory(), inParts.layout())) {
            try (CheckPass pass = CheckPass.resume(inParts, 3)) {
                assertThat(pass.checked()).isEqualTo(before);
                pass.checkSome();
                pass.keep();
                before = pass.checked();
                if (!pass.isDone()) {
                    pass.checkSome(); // lost, as by a kill
                }
            }
        }
        ByteBuffer one = ByteBuffer.allocate(CheckPass.moments(whole).bytes());
        ByteBuffer other = ByteBuffer.allocate(one.capacity());
        CheckPass.moments(whole).write(one);
        CheckPass.moments(inParts).write(other);
        assertThat(other).isEqualTo(one);
    }

    @Test
    void aValueThatIsNoNumberIsFoundByTheCheck() throws IOException {
        values[7 * FEATURES] = Float.NaN;
        write("train_inputs.npy", NpyBytes.ofFloats(SAMPLES, values));
        try (CheckPass pass = CheckPass.resume(indexed(), 1)) {
            assertThatExceptionOfType(InvalidFileException.class)
                    .isThrownBy(() -> {
                        while (!pass.isDone()) {
                            pass.checkSome();
                        }
                    })
                    .withMessageContaining("train_inputs.npy")
                    .withMessageContaining("NaN");
        }
    }

    @Test
    void aChangeOfSizeOrTimeOrBytesIsNoticed() throws IOException {
        Path inputs = location.resolve("train_inputs.npy");
        String first = hash();
        assertThat(hash()).isEqualTo(first);
        StoredData data = indexed();
        LocatedData.requireUnchanged(data.directory());

        FileTime time = Files.getLastModifiedTime(inputs);
        Files.setLastModifiedTime(inputs, FileTime.fromMillis(time.toMillis() + 1000));
        assertThatExceptionOfType(ChangedFileException.class)
                .isThrownBy(() -> LocatedData.requireUnchanged(data.directory()))
                .withMessageContaining("train_inputs.npy")
                .withMessageContaining("written to");
        Files.setLastModifiedTime(inputs, time);
        LocatedData.requireUnchanged(data.directory());

        byte[] bytes = Files.readAllBytes(inputs);
        bytes[bytes.length / 2] ^= 1;
        Files.write(inputs, bytes);
        Files.setLastModifiedTime(inputs, time);
        assertThatExceptionOfType(ChangedFileException.class)
                .isThrownBy(() -> LocatedData.requireUnchanged(data.directory()))
                .withMessageContaining("bytes differ");
        assertThat(hash()).isNotEqualTo(first);

        Files.write(inputs, new byte[10]);
        assertThatExceptionOfType(ChangedFileException.class)
                .isThrownBy(() -> LocatedData.requireUnchanged(data.directory()))
                .withMessageContaining("10 bytes in the place of");
        Files.delete(inputs);
        assertThatExceptionOfType(ChangedFileException.class)
                .isThrownBy(() -> LocatedData.requireUnchanged(data.directory()))
                .withMessageContaining("not there");
    }

    @Test
    void aFileThatBecomesALinkIsNotFollowed() throws IOException {
        Path inputs = location.resolve("train_inputs.npy");
        StoredData data = indexed();
        Path elsewhere = Files.move(inputs, temporary.resolve("elsewhere"));
        Files.createSymbolicLink(inputs, elsewhere);
        assertThatExceptionOfType(ChangedFileException.class)
                .isThrownBy(() -> LocatedData.requireUnchanged(data.directory()))
                .withMessageContaining("a link");
        try (LocatedSamples samples = LocatedSamples.training(data)) {
            assertThatExceptionOfType(ChangedFileException.class)
                    .isThrownBy(() -> samples.read(0, new float[FEATURES]));
        }
        assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(this::indexed)
                .withMessageContaining("train_inputs.npy")
                .withMessageContaining("a link");
    }

    @Test
    void whatIsWrongWithArraysIsSaidByTheFile() throws IOException {
        byte[] inputs = Files.readAllBytes(location.resolve("train_inputs.npy"));
        refused("train_labels.npy", NpyBytes.ofLongs(0, 1), "2 labels");
        refused("train_labels.npy", NpyBytes.ofLongs(labels(-1)), "the label -1 of sample 0");
        refused("train_labels.npy", NpyBytes.ofLongs(labels(1000)), "from 0 to 999");
        refused("train_labels.npy", NpyBytes.of("|O", "300,", new byte[0]), "|O");
        refused("train_inputs.npy", Arrays.copyOf(inputs, inputs.length - 1), "bytes");
        refused("train_inputs.npy", NpyBytes.of("<f8", "300, 5", new byte[300 * 40]), "<f8");
        refused("train_inputs.npy", NpyBytes.of("<f4", "300,", new byte[1200]), "the shape (300,)");
        refused("train_inputs.npy", "no array at all".getBytes(StandardCharsets.US_ASCII), "beginning");
        refused("test_labels.npy", NpyBytes.ofLongs(0, 1), "alone");
        Files.delete(location.resolve("train_labels.npy"));
        assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(this::indexed)
                .withMessageContaining("train_labels.npy");
    }

    private static long[] labels(long first) {
        long[] labels = new long[SAMPLES];
        labels[0] = first;
        return labels;
    }

    private void refused(String name, byte[] bytes, String why) throws IOException {
        Path file = location.resolve(name);
        byte[] before = Files.exists(file) ? Files.readAllBytes(file) : null;
        Files.write(file, bytes);
        assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(this::indexed)
                .withMessageContaining(name)
                .withMessageContaining(why);
        if (before == null) {
            Files.delete(file);
        } else {
            Files.write(file, before);
        }
    }
}
