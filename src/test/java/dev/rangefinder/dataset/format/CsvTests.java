package dev.rangefinder.dataset.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.shared.InvalidValuesException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CsvTests {

    private static final SizeLimits LIMITS = new SizeLimits(1_000_000, 10);

    private static final String FLOWERS = """
            length,colour,species
            1.5,red,rose
            -2e3,"light, blue",violet
            0,red,violet
            7,white,rose
            """;

    @TempDir
    private Path directory;

    private final Map<String, List<byte[]>> files = new HashMap<>();
    private final Map<String, String> options = new HashMap<>();

    private Conversion convert(String train) throws IOException {
        files.put("train", List.of(utf8(train)));
        return Conversion.of(
                Formats.named("csv").orElseThrow().with(options),
                files,
                LIMITS,
                Files.createTempDirectory(directory, "csv"));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void withTest(String test) {
        files.put("test", List.of(utf8(test)));
    }

    /** Neither its time nor its stack may grow faster than its length. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aValueThatIsMeantToTakeLongTakesNoTime() {
        String digits = "1".repeat(20_000);
        for (String value :
                new String[] {digits + digits + "x", digits + "." + digits + "x", digits + "e" + digits + "x"}) {
            assertRefused("train", "a,b\n" + "1,x\n".repeat(40) + (value + ",y\n").repeat(15))
                    .contains("1111");
        }
    }

    @Test
    void takesNumbersAsTheyAreAndWordsAsCategories() throws IOException {
        withTest("length,colour,species\n3,white,violet\n");
        Conversion found = convert(FLOWERS);
        assertThat(found.layout()).isEqualTo(new Layout(new Shape(1, 1, 4), ElementType.FLOAT32, 2, 4, 1));
        assertThat(found.samples(StoredData.TRAIN_INPUTS))
                .isDeepEqualTo(new float[][] {{1.5f, 0, 1, 0}, {-2000, 1, 0, 0}, {0, 0, 1, 0}, {7, 0, 0, 1}});
        assertThat(found.labels(StoredData.TRAIN_LABELS)).containsExactly(0, 1, 1, 0);
        assertThat(found.samples(StoredData.TEST_INPUTS)).isDeepEqualTo(new float[][] {{3, 0, 0, 1}});
        assertThat(found.labels(StoredData.TEST_LABELS)).containsExactly(1);
    }

    @Test
    void learnsTheColumnThatIsNamed() throws IOException {
        options.put("label", "colour");
        withTest(FLOWERS);
        Conversion found = convert(FLOWERS);
        assertThat(found.layout().classes()).isEqualTo(3);
        assertThat(found.layout().shape()).isEqualTo(new Shape(1, 1, 3));
        assertThat(found.labels(StoredData.TRAIN_LABELS)).containsExactly(1, 0, 1, 2);
    }

    @Test
    void countsTheColumnsOfATableWithoutHeader() throws IOException {
        options.putAll(Map.of("header", "false", "label", "0"));
        withTest("10,1\n");
        Conversion found = convert("9,1\n10,2\n9,3\n");
        assertThat(found.layout()).isEqualTo(new Layout(new Shape(1, 1, 1), ElementType.FLOAT32, 2, 3, 1));
        assertThat(found.labels(StoredData.TRAIN_LABELS))
                .as("9 before 10, as numbers")
                .containsExactly(0, 1, 0);
        assertThat(found.samples(StoredData.TRAIN_INPUTS)).isDeepEqualTo(new float[][] {{1}, {2}, {3}});
    }

    private static String rows(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> i + "," + i % 2)
                .collect(Collectors.joining("\n", "number,parity\n", "\n"));
    }

    @Test
    void drawsTheRowsForTestingByTheSeed() throws IOException {
        Conversion first = convert(rows(1000));
        assertThat(first.layout().trainSamples()).isEqualTo(800);
        assertThat(first.layout().testSamples()).isEqualTo(200);
        assertThat(convert(rows(1000)).hash()).isEqualTo(first.hash());
        options.putAll(Map.of("seed", "1", "test_share", "0.25"));
        Conversion other = convert(rows(1000));
        assertThat(other.layout().testSamples()).isEqualTo(250);
        double mean = 0;
        for (float[] sample : other.samples(StoredData.TEST_INPUTS)) {
            mean += sample[0] / 250;
        }
        assertThat(mean).as("drawn from everywhere").isBetween(400.0, 600.0);
    }

    @Test
    void everyRowIsEitherForTrainingOrForTesting() throws IOException {
        Conversion found = convert(rows(100));
        assertThat(IntStream.range(0, 100).boxed().toList())
                .containsExactlyInAnyOrderElementsOf(IntStream.concat(
                                firstNumbers(found.samples(StoredData.TRAIN_INPUTS)),
                                firstNumbers(found.samples(StoredData.TEST_INPUTS)))
                        .boxed()
                        .toList());
    }

    private static IntStream firstNumbers(float[][] samples) {
        return Arrays.stream(samples).mapToInt(sample -> (int) sample[0]);
    }

    @Test
    void takesNoNoticeOfAByteOrderMark() throws IOException {
        options.put("label", "number");
        assertThat(convert("\uFEFFnumber,parity\n1,0\n2,1\n").layout().classes())
                .isEqualTo(2);
    }

    static Stream<Arguments> noTables() {
        return Stream.of(
                Arguments.of("", "an empty file"),
                Arguments.of("a,b\n", "a header and no rows"),
                Arguments.of("a\n1\n2\n", "1 column,"),
                Arguments.of("a,b\n1,x\n2,x\n", "a single class in the column 'b'"),
                Arguments.of("a,b\n1,x\n2,y,3\n", "3 fields"),
                Arguments.of("a,b\n1,x\n2\n", "1 field"),
                Arguments.of("a,b\n1,x\n,y\n", "'' in line 3, column 'a', expected a finite number"),
                Arguments.of("a,b\n1,x\nNaN,y\n", "'NaN' in line 3, column 'a', expected a finite number"),
                Arguments.of("a,b\n1,x\n1e300,y\n2,x\n", "'1e300' in line 3, column 'a', expected a finite number"),
                Arguments.of("a,b\n1,x\n\"2,y\n", "a quote that is not closed"));
    }

    @ParameterizedTest
    @MethodSource("noTables")
    void refusesWhatIsNoTable(String table, String expected) {
        assertRefused("train", table).containsIgnoringCase(expected);
    }

    @Test
    void refusesMoreClassesThanTheLimit() {
        options.put("label", "number");
        assertRefused("train", rows(11)).contains("more than 10 classes", "column 'number'");
    }

    @Test
    void refusesMoreCategoriesThanAColumnMayHave() {
        String words = IntStream.range(0, 257)
                .mapToObj(i -> "w" + i + "," + i % 2 + "\n")
                .collect(Collectors.joining());
        assertRefused("train", "word,parity\n" + words)
                .contains("'w0' in line 2, column 'word'", "at most 256 different words");
    }

    @Test
    void refusesALabelThatIsNoColumn() {
        options.put("label", "size");
        assertRefused("train", FLOWERS).contains("length, colour, species", "'size'");
    }

    @Test
    void refusesTestRowsWithWhatTrainingHasNot() {
        withTest("length,colour,species\n1,red,rose\n2,green,rose\n");
        assertRefused("test", FLOWERS).contains("'green' in line 3, column 'colour'");
        withTest("length,colour,species\n1,red,tulip\n");
        assertRefused("test", FLOWERS).contains("'tulip' in line 2, column 'species'", "a class");
        withTest("length,species,colour\n1,rose,red\n");
        assertRefused("test", FLOWERS).contains("length, species, colour");
    }

    @Test
    void refusesTextThatIsNotUtf8() {
        files.put("train", List.of("a,b\n1,\u00e9\n".getBytes(StandardCharsets.ISO_8859_1)));
        InvalidFileException refusal = assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(() -> Conversion.of(Formats.named("csv").orElseThrow(), files, LIMITS, directory))
                .actual();
        assertThat(refusal.getMessage()).contains("not UTF-8");
    }

    @Test
    void refusesMoreThanTheLimitHoweverWellItIsPacked() {
        files.put("train", List.of(IdxBytes.gzip(utf8("a,b\n" + "1,x\n".repeat(300_000)))));
        InvalidFileException refusal = assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(() -> Conversion.of(Formats.named("csv").orElseThrow(), files, LIMITS, directory))
                .actual();
        assertThat(refusal.getMessage()).contains("more than 1000000 bytes");
    }

    @Test
    void refusesOptionsThatMeanNothing() {
        options.putAll(Map.of("header", "perhaps", "seed", "x", "test_share", "all"));
        assertThatExceptionOfType(InvalidValuesException.class)
                .isThrownBy(() -> convert(FLOWERS))
                .withMessageContainingAll("header", "perhaps", "seed", "test_share");
        options.clear();
        options.put("test_share", "NaN");
        assertThatExceptionOfType(InvalidValuesException.class).isThrownBy(() -> convert(FLOWERS));
    }

    private AbstractStringAssert<?> assertRefused(String part, String train) {
        InvalidFileException refusal = assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(() -> convert(train))
                .actual();
        assertThat(refusal.part()).isEqualTo(part);
        return assertThat(refusal.getMessage());
    }
}
