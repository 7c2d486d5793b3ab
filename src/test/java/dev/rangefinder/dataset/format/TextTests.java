package dev.rangefinder.dataset.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.dataset.format.file.Description;
import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.format.file.Warning;
import dev.rangefinder.dataset.format.numpy.NumberType;
import dev.rangefinder.dataset.format.text.Utf8Check;
import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.shared.InvalidValuesException;
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
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Texts and token ids, and each way in which they can be wrong. */
class TextTests {

    private static final SizeLimits LIMITS = new SizeLimits(1_000_000, 10);

    @TempDir
    private Path directory;

    private final Map<String, String> options = new HashMap<>();
    private final Map<String, List<byte[]>> files = new HashMap<>();

    private Conversion convert(byte[] train) throws IOException {
        files.put("train", List.of(train));
        return Conversion.of(
                Formats.named("text").orElseThrow().with(options),
                files,
                LIMITS,
                Files.createTempDirectory(directory, "text"));
    }

    private AbstractStringAssert<?> assertRefused(byte[] train) {
        return assertThat(assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(() -> convert(train))
                .actual()
                .getMessage());
    }

    private AbstractStringAssert<?> assertOptionsRefused() {
        return assertThat(assertThatExceptionOfType(InvalidValuesException.class)
                .isThrownBy(() -> convert(bytes("abcd")))
                .actual()
                .getMessage());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] ids(NumberType type, ByteOrder order, long... ids) {
        ByteBuffer buffer = ByteBuffer.allocate(ids.length * type.bytes()).order(order);
        for (long id : ids) {
            switch (type.bytes()) {
                case 1 -> buffer.put((byte) id);
                case 2 -> buffer.putShort((short) id);
                case 4 -> buffer.putInt((int) id);
                default -> buffer.putLong(id);
            }
        }
        return buffer.array();
    }

    /** As NumPy writes it: the header ends with a line feed, at a multiple of 64. */
    private static byte[] npy(String descr, String shape, byte[] values) {
        String header = "{'descr': %s, 'fortran_order': False, 'shape': %s, }".formatted(descr, shape);
        int length = Math.ceilDiv(10 + header.length() + 1, 64) * 64 - 10;
        String padded = header + " ".repeat(length - header.length() - 1) + "\n";
        ByteBuffer file = ByteBuffer.allocate(10 + length + values.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put("\u0093NUMPY\u0001\u0000".getBytes(StandardCharsets.ISO_8859_1));
        file.putShort((short) length).put(bytes(padded)).put(values);
        return file.array();
    }

    @Test
    void theBytesOfATextAreItsTokensAndItsEndIsForTesting() throws IOException {
        Conversion found = convert(bytes("abcabcabcä"));
        assertThat(found.layout()).isEqualTo(Layout.ofText(256, 9, 2));
        assertThat(found.bytes(StoredData.TRAIN_INPUTS)).asString().isEqualTo("abcabcabc");
        assertThat(found.bytes(StoredData.TEST_INPUTS)).isEqualTo(bytes("ä"));
        assertThat(found.bytes(StoredData.TRAIN_LABELS)).isEmpty();
        assertThat(found.description().split()).isEqualTo(Description.Split.atTheEnd(0.2));
        assertThat(found.description().classes()).isEmpty();
        assertThat(found.description().warnings()).extracting(Warning::code).containsExactly("token_without_training");
    }

    @Test
    void theEntropyIsThatOfThePartForTraining() throws IOException {
        files.put("test", List.of(bytes("zz")));
        Description.Tokens tokens = convert(bytes("aabc")).description().tokens();
        assertThat(tokens).isNotNull();
        assertThat(tokens.used()).isEqualTo(3);
        assertThat(tokens.entropy()).isCloseTo(1.5 * Math.log(2), within(1e-12));
    }

    @Test
    void aShareAndAFileForTestingAreHonoured() throws IOException {
        options.put("test_share", "0.5");
        assertThat(convert(bytes("abcdefgh")).layout()).isEqualTo(Layout.ofText(256, 4, 4));
        files.put("test", List.of(bytes("xyz")));
        Conversion apart = convert(bytes("abcdefgh"));
        assertThat(apart.layout()).isEqualTo(Layout.ofText(256, 8, 3));
        assertThat(apart.description().split()).isEqualTo(Description.Split.ofParts());
        assertThat(apart.bytes(StoredData.TEST_INPUTS)).isEqualTo(bytes("xyz"));
    }

    @Test
    void longTextsKeepTheirOrder() throws IOException {
        byte[] text = new byte[100_000];
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) ('a' + i % 23);
        }
        Conversion found = convert(text);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(found.bytes(StoredData.TRAIN_INPUTS));
        all.writeBytes(found.bytes(StoredData.TEST_INPUTS));
        assertThat(all.toByteArray()).isEqualTo(text);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(text);
        }
        assertThat(convert(packed.toByteArray()).hash()).isEqualTo(found.hash());
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"BOOL", "FLOAT16", "FLOAT32", "FLOAT64"})
    void idsAreTakenInEveryTypeWithAHeaderAndWithout(NumberType type) throws IOException {
        long[] ids = {0, 5, 100, 7, 5};
        options.put("vocabulary", "101");
        String code = Map.of(
                        NumberType.UINT8, "|u1",
                        NumberType.INT8, "|i1",
                        NumberType.UINT16, "<u2",
                        NumberType.INT16, "<i2",
                        NumberType.UINT32, "<u4",
                        NumberType.INT32, "<i4",
                        NumberType.INT64, "<i8")
                .get(type);
        byte[] little = ids(type, ByteOrder.LITTLE_ENDIAN, ids);
        Conversion found = convert(npy("'" + code + "'", "(5,)", little));
        assertThat(found.layout()).isEqualTo(Layout.ofText(101, 3, 2));
        assertThat(found.bytes(StoredData.TRAIN_INPUTS)).containsExactly(0, 5, 100);
        assertThat(convert(npy("'" + code.replace('<', '>') + "'", "(5,)", ids(type, ByteOrder.BIG_ENDIAN, ids)))
                        .hash())
                .isEqualTo(found.hash());
        options.put("dtype", type.label());
        assertThat(convert(little).hash()).isEqualTo(found.hash());
    }

    @ParameterizedTest
    @CsvSource({"256, UINT8", "257, UINT16", "65536, UINT16", "65537, INT32"})
    void idsAreStoredAsSmallAsTheVocabularyAllows(int vocabulary, ElementType element) throws IOException {
        options.put("vocabulary", Integer.toString(vocabulary));
        options.put("dtype", "uint32");
        long last = vocabulary - 1;
        Conversion found = convert(ids(NumberType.UINT32, ByteOrder.LITTLE_ENDIAN, last, last, 1, 0));
        assertThat(found.layout().element()).isEqualTo(element);
        assertThat(found.bytes(StoredData.TRAIN_INPUTS)).hasSize(2 * element.bytes());
        byte[] stored = found.bytes(StoredData.TRAIN_INPUTS);
        long first = 0;
        for (int i = element.bytes() - 1; i >= 0; i--) {
            first = first << 8 | Byte.toUnsignedInt(stored[i]);
        }
        assertThat(first).isEqualTo(last);
    }

    @ParameterizedTest
    @CsvSource({"50, the id 50 at position 2", "-1, the id -1 at position 2"})
    void refusesAnIdBeyondTheVocabularyWithItsPosition(long id, String found) {
        options.put("vocabulary", "50");
        options.put("dtype", "int64");
        assertRefused(ids(NumberType.INT64, ByteOrder.LITTLE_ENDIAN, 1, 49, id, 3))
                .isEqualTo("train: found " + found + ", expected ids from 0 to 49, as vocabulary says");
    }

    @Test
    void refusesWhatIsTooShort() {
        assertRefused(new byte[0]).contains("found an empty file, expected 4 to");
        assertRefused(bytes("abc")).contains("found 3 tokens, expected 4 to");
        files.put("test", List.of(bytes("a")));
        assertRefused(bytes("abc")).contains("test: found 1 tokens, expected 2 to");
    }

    @Test
    void refusesWhatIsNoText() {
        assertRefused("hello".getBytes(StandardCharsets.UTF_16LE))
                .contains("the byte 0 at position 1", "vocabulary=256");
        assertRefused(npy("'<u2'", "(2,)", new byte[4])).contains("an array of NumPy's", "vocabulary");
    }

    @Test
    void namesWhereATextIsNotInUtf8() throws IOException {
        byte[] text = "0123456789é and so on".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(convert(text).description().warnings())
                .extracting(Warning::message)
                .contains("The byte at position 10 of 'train' is none of UTF-8; the bytes are taken as they are.");
        byte[] broken = bytes("abcdefgh€");
        assertThat(convert(Arrays.copyOf(broken, broken.length - 1))
                        .description()
                        .warnings())
                .extracting(Warning::message)
                .anyMatch(message -> message.contains("position 8 "));
        assertThat(convert(bytes("abcdefgh€ abcdefgh€")).description().warnings())
                .extracting(Warning::code)
                .doesNotContain("not_utf8");
    }

    @Test
    void aSequenceMayLieAcrossTwoPieces() {
        Utf8Check check = new Utf8Check();
        byte[] euro = bytes("a€b");
        for (byte one : euro) {
            check.see(new byte[] {one}, 1);
        }
        assertThat(check.firstOutside()).isEmpty();
        check.see(new byte[] {'x', (byte) 0x82}, 2);
        assertThat(check.firstOutside()).contains(6L);
    }

    @Test
    void refusesIdsWhoseFormIsNotSaid() {
        options.put("vocabulary", "100");
        assertRefused(new byte[] {1, 2, 3, 4}).contains("without a header", "dtype beside it, one of: uint8, int8");
        options.put("dtype", "uint16");
        assertRefused(new byte[] {1, 0, 2, 0, 3, 0, 4, 0, 5}).contains("found 9 bytes, expected 2 for each id");
        assertRefused(npy("'<i4'", "(4,)", new byte[16]))
                .contains("of the type int32 in the header", "uint16, as dtype says");
    }

    @Test
    void refusesArraysThatAreNoRowOfWholeNumbers() {
        options.put("vocabulary", "100");
        assertRefused(npy("'<f4'", "(4,)", new byte[16])).contains("values of the type '<f4'", "token ids: uint8");
        assertRefused(npy("[('a', '<u2')]", "(4,)", new byte[16])).contains("values of the type [('a', '<u2')]");
        assertRefused(npy("'<u2'", "(2, 2)", new byte[8])).contains("an array of the shape (2, 2)", "one dimension");
        assertRefused(npy("'<u2'", "()", new byte[2])).contains("an array of the shape ()");
        assertRefused(npy("'<u2'", "(5,)", new byte[8])).contains("found 4 ids, expected 5, as the header");
        assertRefused(npy("'<u2'", "(3,)", new byte[8])).contains("found 4 ids, expected 3, as the header");
        assertRefused(Arrays.copyOf(npy("'<u2'", "(4,)", new byte[8]), 40)).contains("header is not whole");
        assertRefused(bytes("\u0001\u0000")).contains("without a header");
    }

    @Test
    void saysThatMuchOfAVocabularyIsNotInUse() throws IOException {
        options.put("vocabulary", "50257");
        options.put("dtype", "uint16");
        assertThat(convert(ids(NumberType.UINT16, ByteOrder.LITTLE_ENDIAN, 5, 5, 5, 311, 5, 5))
                        .description()
                        .warnings())
                .extracting(Warning::message)
                .contains("The largest id is 311, of a vocabulary of 50257.");
    }

    @Test
    void refusesOptionsByFieldAndValue() {
        options.put("dtype", "uint16");
        assertOptionsRefused().contains("dtype is uint16, expected vocabulary beside it");
        options.put("dtype", "float32");
        assertOptionsRefused().contains("dtype is float32, expected one of: uint8");
        options.remove("dtype");
        options.put("vocabulary", "1");
        assertOptionsRefused().contains("vocabulary is 1");
        options.put("vocabulary", "many");
        assertOptionsRefused().contains("vocabulary is many, expected a whole number");
        options.remove("vocabulary");
        options.put("test_share", "1");
        assertOptionsRefused().contains("test_share is 1");
    }

    @Test
    void aTextThatUnpacksToMoreThanAllowedIsRefused() {
        assertRefused(new byte[1_000_001]).contains("the byte 0 at position 0");
        assertRefused("a".repeat(1_000_001).getBytes(StandardCharsets.US_ASCII)).contains("more than 1000000 bytes");
    }
}
