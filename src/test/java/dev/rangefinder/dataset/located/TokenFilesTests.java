package dev.rangefinder.dataset.located;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.dataset.format.file.Description;
import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.format.file.Warning;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.dataset.samples.StoredSamples;
import dev.rangefinder.testing.NpyBytes;
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
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts and token ids that lie in place. */
class TokenFilesTests {

    private static final SizeLimits LIMITS = new SizeLimits(1 << 30, 1000);

    @TempDir
    private Path temporary;

    private Path location;

    private final Map<String, String> options = new HashMap<>();

    @BeforeEach
    void makeAPlace() throws IOException {
        location = Files.createDirectory(temporary.toRealPath().resolve("there"));
    }

    private void write(String name, byte[] bytes) throws IOException {
        Files.write(location.resolve(name), bytes);
    }

    private void write(String name, String text) throws IOException {
        write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private LocatedData.Indexed indexed(Path directory) throws IOException {
        return LocatedData.index(directory, location, LocatedFormats.of("text", options), LIMITS);
    }

    private StoredData stored() throws IOException {
        Path directory = Files.createTempDirectory(temporary, "index");
        return new StoredData(directory, indexed(directory).converted().layout(), location);
    }

    private static Description checked(StoredData data, Description before) throws IOException {
        try (CheckPass pass = CheckPass.resume(data, 1)) {
            while (!pass.isDone()) {
                pass.checkSome();
            }
            return pass.found(before);
        }
    }

    private void assertRefused(String why) {
        assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(this::stored)
                .withMessageContaining(why);
    }

    private void assertCheckRefuses(String why) throws IOException {
        StoredData data = stored();
        assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(() -> checked(data, Description.ofText(Description.Split.ofParts(), null, List.of())))
                .withMessageContaining(why);
    }

    private static long[] tokens(LocatedSamples samples, int from, int count) throws IOException {
        long[] tokens = new long[count];
        samples.readTokens(from, tokens);
        return tokens;
    }

    private static byte[] ids(String type, long... ids) {
        ByteBuffer bytes = ByteBuffer.allocate(ids.length * (type.charAt(2) - '0'))
                .order(type.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        for (long id : ids) {
            switch (type.charAt(2)) {
                case '1' -> bytes.put((byte) id);
                case '2' -> bytes.putShort((short) id);
                case '4' -> bytes.putInt((int) id);
                default -> bytes.putLong(id);
            }
        }
        return bytes.array();
    }

    @Test
    void theEndOfATextIsForTestingAndIsReadWhereItLies() throws IOException {
        write("train.txt", "abcdefghij");
        StoredData data = stored();
        assertThat(data.layout()).isEqualTo(Layout.ofText(256, 8, 2));
        try (LocatedSamples train = LocatedSamples.training(data);
                LocatedSamples test = LocatedSamples.test(data)) {
            assertThat(tokens(train, 0, 8)).containsExactly('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
            assertThat(tokens(train, 5, 2)).containsExactly('f', 'g');
            assertThat(tokens(test, 0, 2)).containsExactly('i', 'j');
        }
        try (StoredSamples shown = LocatedSamples.testShown(data)) {
            assertThat(StandardCharsets.UTF_8.decode(shown.tokens(0, 2)).toString())
                    .isEqualTo("ij");
        }
    }

    @ParameterizedTest
    @CsvSource({"test.txt", "val.txt"})
    void aFileForTestingIsHonoured(String name) throws IOException {
        write("train.txt", "aabc");
        write(name, "abz");
        StoredData data = stored();
        assertThat(data.layout()).isEqualTo(Layout.ofText(256, 4, 3));
        Description found = checked(
                data,
                indexed(Files.createTempDirectory(temporary, "index"))
                        .converted()
                        .description());
        assertThat(found.split()).isEqualTo(Description.Split.ofParts());
        Description.Tokens tokens = Objects.requireNonNull(found.tokens());
        assertThat(tokens.used()).isEqualTo(3);
        assertThat(tokens.entropy()).isCloseTo(1.5 * Math.log(2), within(1e-12));
        assertThat(found.warnings()).extracting(Warning::code).containsExactly("token_without_training");
    }

    @ParameterizedTest
    @CsvSource({"|u1,uint8", "|i1,int8", "<u2,uint16", "<i2,int16", "<u4,uint32", "<i4,int32", "<i8,int64"})
    void idsAreReadInEveryTypeWithAHeaderAndWithout(String type, String dtype) throws IOException {
        options.put("vocabulary", "120");
        byte[] values = ids(type, 5, 119, 0, 7, 7, 7);
        write("train.npy", NpyBytes.of(type, "6,", values));
        assertIdsAreRead();
        Files.delete(location.resolve("train.npy"));
        options.put("dtype", dtype);
        write("train.bin", values);
        assertIdsAreRead();
    }

    private void assertIdsAreRead() throws IOException {
        StoredData data = stored();
        assertThat(data.layout()).isEqualTo(Layout.ofText(120, 4, 2));
        try (LocatedSamples train = LocatedSamples.training(data);
                LocatedSamples test = LocatedSamples.test(data)) {
            assertThat(tokens(train, 0, 4)).containsExactly(5, 119, 0, 7);
            assertThat(tokens(test, 0, 2)).containsExactly(7, 7);
        }
    }

    @Test
    void aCheckThatStoppedGoesOnFromWhereItWasAndCountsTheSame() throws IOException {
        byte[] text = new byte[300_000];
        Random random = new Random(3);
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) ('a' + Math.abs(random.nextGaussian()) * 3);
        }
        write("train.txt", text);
        Description before = indexed(Files.createTempDirectory(temporary, "index"))
                .converted()
                .description();
        assertThat(before.tokens()).isNull();
        Description whole = checked(stored(), before);
        StoredData data = stored();
        Description inParts = before;
        while (!CheckPass.isOver(data.directory(), data.layout())) {
            try (CheckPass pass = CheckPass.resume(data, 1)) {
                pass.checkSome();
                pass.keep();
                inParts = pass.found(before);
                if (!pass.isDone()) {
                    pass.checkSome(); // lost, as by a kill
                }
            }
        }
        assertThat(inParts).isEqualTo(whole);
        assertThat(Objects.requireNonNull(whole.tokens()).used()).isGreaterThan(5);
    }

    @Test
    void whatIsWrongWithTheFilesIsSaidAtOnce() throws IOException {
        assertRefused("a directory without a file 'train.txt'");
        write("train.txt", "abc");
        assertRefused("3 tokens");
        write("train.txt", "abcdef");
        write("train.bin", "abcdef");
        assertRefused("'train.bin' beside 'train.txt'");
        Files.delete(location.resolve("train.txt"));
        write("val.bin", "x");
        assertRefused("1 tokens");
        Files.delete(location.resolve("val.bin"));
        options.put("vocabulary", "50");
        assertRefused("without a header");
        options.put("dtype", "int32");
        assertRefused("6 bytes");
        options.putAll(Map.of("dtype", "int8", "vocabulary", "300"));
        assertRefused("ids of the type int8, of a vocabulary of 300");
        Files.delete(location.resolve("train.bin"));
        options.remove("dtype");
        write("train.npy", NpyBytes.of(">u2", "6,", ids(">u2", 1, 2, 3, 4, 5, 6)));
        assertRefused("big-endian");
        write("train.npy", NpyBytes.of("<u2", "7,", ids("<u2", 1, 2, 3, 4, 5, 6)));
        assertRefused("7, as the header of the file says");
        write("train.npy", NpyBytes.of("<f4", "6,", new byte[24]));
        assertRefused("token ids:");
        options.clear();
        assertRefused("for an array of token ids say vocabulary");
        Path elsewhere = Files.move(location.resolve("train.npy"), temporary.resolve("elsewhere"));
        Files.createSymbolicLink(location.resolve("train.txt"), elsewhere);
        assertRefused("a link");
    }

    @Test
    void tokensThatAreNoneAreFoundByTheCheck() throws IOException {
        write("train.txt", new byte[] {'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 0, 'j'});
        assertCheckRefuses("'train.txt' with the byte 0 at position 0 of its part");
        Files.delete(location.resolve("train.txt"));
        options.putAll(Map.of("vocabulary", "50", "dtype", "int16"));
        write("train.bin", ids("<i2", 1, 2, 50, 4, 5, 6));
        assertCheckRefuses("'train.bin' with the id 50 at position 2 of its part");
        write("train.bin", ids("<i2", 1, -1, 3, 4, 5, 6));
        assertCheckRefuses("at position 1 of its part");
    }

    @Test
    void aTextThatHasChangedIsNotRead() throws IOException {
        write("train.txt", "abcdefghij");
        StoredData data = stored();
        write("train.txt", Arrays.copyOf("abcdefghij".getBytes(StandardCharsets.UTF_8), 9));
        try (LocatedSamples train = LocatedSamples.training(data)) {
            assertThatExceptionOfType(ChangedFileException.class).isThrownBy(() -> tokens(train, 0, 2));
        }
    }
}
