package dev.rangefinder.dataset.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rangefinder.dataset.format.file.Description;
import dev.rangefinder.dataset.format.file.Description.ClassCount;
import dev.rangefinder.dataset.format.file.Description.TableColumn;
import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.format.file.Warning;
import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.dataset.samples.Spread;
import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.shared.InvalidValuesException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a table means: it is taken as its owner means it, or refused with what to say. */
class CsvMeaningTests {

    private static final SizeLimits LIMITS = new SizeLimits(1_000_000, 1000);

    @TempDir
    private Path directory;

    private final Map<String, List<byte[]>> files = new HashMap<>();
    private final Map<String, String> options = new HashMap<>();

    private Conversion convert(String train) throws IOException {
        files.put("train", List.of(train.getBytes(StandardCharsets.UTF_8)));
        return Conversion.of(
                Formats.named("csv").orElseThrow().with(options),
                files,
                LIMITS,
                Files.createTempDirectory(directory, "csv"));
    }

    private AbstractStringAssert<?> assertRefused(String train) {
        return assertThat(assertThatExceptionOfType(InvalidFileException.class)
                .isThrownBy(() -> convert(train))
                .actual()
                .getMessage());
    }

    private static String table(String header, int rows, IntFunction<String> row) {
        return IntStream.range(0, rows).mapToObj(row).collect(Collectors.joining("\n", header + "\n", "\n"));
    }

    private static String weights(String odd) {
        return table("weight,kind", 233, i -> (i == 50 ? odd : i + 0.25) + "," + i % 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NA",
                "",
                "?",
                "nan",
                "NaN",
                "inf",
                "-Infinity",
                "null",
                "1d",
                "1f",
                "0x1p3",
                "0x10",
                "1_000",
                "1e999"
            })
    void refusesAColumnOfNumbersWithAnotherWordByNameLineAndValue(String odd) {
        assertRefused(weights(odd))
                .contains("'" + odd + "' in line 52, column 'weight'", "missing=" + odd, "{\"weight\":\"category\"}");
    }

    @Test
    void refusesAColumnOfWordsWithANumberByNameLineAndValue() {
        assertRefused("colour,kind\nred,a\nblue,b\n7,a\nred,b\n")
                .contains("'7' in line 4, column 'colour'", "words, as in 3 rows");
    }

    @Test
    void takesWordsThatAreSaidToBeGapsAsAZeroAndAMark() throws IOException {
        options.put("missing", "NA,?");
        files.put("test", List.of("weight,kind\n?,0\n3,1\n".getBytes(StandardCharsets.UTF_8)));
        Conversion found = convert("weight,kind\n1.5,0\nNA,1\n");
        assertThat(found.samples(StoredData.TRAIN_INPUTS)).isDeepEqualTo(new float[][] {{1.5f, 0}, {0, 1}});
        assertThat(found.samples(StoredData.TEST_INPUTS)).isDeepEqualTo(new float[][] {{0, 1}, {3, 0}});
        assertThat(found.description().columns())
                .containsExactly(
                        new TableColumn("weight", TableColumn.Kind.NUMBER, null, 1),
                        new TableColumn("kind", TableColumn.Kind.LABEL, null, 0));
    }

    @Test
    void takesAnEmptyFieldThatIsSaidToBeAGap() throws IOException {
        options.put("missing", "");
        assertThat(convert("a,b,kind\n1,x,0\n,,1\n,x,1\n").description().columns())
                .containsExactly(
                        new TableColumn("a", TableColumn.Kind.NUMBER, null, 2),
                        new TableColumn("b", TableColumn.Kind.CATEGORY, 2, 1),
                        new TableColumn("kind", TableColumn.Kind.LABEL, null, 0));
    }

    @Test
    void refusesAGapForTestingWhereTrainingHasNone() {
        options.put("missing", "NA");
        files.put("test", List.of("weight,kind\nNA,0\n".getBytes(StandardCharsets.UTF_8)));
        assertRefused("weight,kind\n1,0\n2,1\n").contains("'NA' in line 2, column 'weight'");
    }

    @Test
    void takesColumnsAsTheyAreDeclared() throws IOException {
        options.put("columns", "{\"zip\":\"category\",\"id\":\"ignore\"}");
        Conversion found = convert("id,zip,size,kind\nx1,10,1,a\nx2,10,2,b\nx3,20,3,a\n");
        assertThat(found.layout().shape().channels()).isEqualTo(3);
        assertThat(found.description().columns())
                .containsExactly(
                        new TableColumn("id", TableColumn.Kind.IGNORED, null, 0),
                        new TableColumn("zip", TableColumn.Kind.CATEGORY, 2, 0),
                        new TableColumn("size", TableColumn.Kind.NUMBER, null, 0),
                        new TableColumn("kind", TableColumn.Kind.LABEL, null, 0));
        options.put("columns", "{\"zip\":\"number\"}");
        assertRefused("zip,kind\nA1,a\n2,b\n").contains("'A1' in line 2, column 'zip'");
        options.put("columns", "{\"zap\":\"number\"}");
        assertRefused("zip,kind\n1,a\n2,b\n").contains("'zap'", "in columns");
        options.put("columns", "{\"zip\":\"ignore\"}");
        assertRefused("zip,kind\n1,a\n2,b\n").contains("no column beside the label");
        options.put("columns", "{\"kind\":\"number\"}");
        assertRefused("zip,kind\n1,0\n2,1\n").contains("'kind'", "task=regression");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '/', textBlock = """
            columns   / zip:category
            columns   / {"zip":"word"}
            columns   / {"zip":1}
            columns   / {"zip":null}
            columns   / [1]
            separator / x
            decimal   / ;
            header    / yes
            """)
    void refusesOptionsThatMeanNothing(String name, String value) {
        options.put(name, value);
        assertThatExceptionOfType(InvalidValuesException.class)
                .isThrownBy(() -> convert("a,b\n1,x\n2,y\n"))
                .withMessageContaining(name);
    }

    @Test
    void refusesADecimalSignThatSeparatesValues() {
        options.putAll(Map.of("separator", ",", "decimal", ","));
        assertThatExceptionOfType(InvalidValuesException.class)
                .isThrownBy(() -> convert("a,b\n1,x\n2,y\n"))
                .withMessageContaining("decimal");
    }

    @ParameterizedTest
    @ValueSource(strings = {";", "\t", "|", ","})
    void findsTheSeparator(String sign) throws IOException {
        String table = "size,note,kind\n1,\"a;b\tc|d,e\",x\n2,\"f\",y\n".replace(',', sign.charAt(0));
        assertThat(convert(table).description().columns())
                .extracting(TableColumn::name)
                .containsExactly("size", "note", "kind");
    }

    @Test
    void findsTheSeparatorThatIsThereAsOftenInEachRow() throws IOException {
        Conversion found = convert("size, in cm;kind\n1;x\n2;y\n");
        assertThat(found.description().columns()).extracting(TableColumn::name).containsExactly("size, in cm", "kind");
        assertRefused("a,b;c\n1,2;3\n4,5;6\n").contains("comma and semicolon", "separator");
        options.put("separator", "semicolon");
        assertThat(convert("a,b;c\nx,2;3\nx,5;6\n").layout().classes()).isEqualTo(2);
    }

    @Test
    void readsADecimalCommaThatIsDeclared() throws IOException {
        options.put("decimal", ",");
        Conversion found = convert("size;kind\n1,5;x\n-2,25e1;y\n3;x\n");
        assertThat(found.layout().shape().channels()).isEqualTo(1);
        assertRefused("size;kind\n1,5;x\n2.5;y\n").contains("'2.5' in line 3, column 'size'");
        assertRefused("size;kind\n1.5;x\n2.5;y\n").contains("'1.5' in line 2", "decimal=.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,5", "1.000,5", "12 %", "$5", "€ 1,20", "1'000", "1,234"})
    void refusesNumbersThatAreWrittenOtherwise(String value) {
        assertRefused("size;kind\n%s;x\n%s;y\n".formatted(value, value))
                .contains("'" + value + "' in line 2, column 'size'", "decimal=,", "category");
    }

    @Test
    void leavesOutTheSpacesAroundValues() throws IOException {
        Conversion found = convert("size , colour, kind\n1, red, x\n 2,red ,y\n3,blue,x\n");
        assertThat(found.description().columns())
                .containsExactly(
                        new TableColumn("size", TableColumn.Kind.NUMBER, null, 0),
                        new TableColumn("colour", TableColumn.Kind.CATEGORY, 2, 0),
                        new TableColumn("kind", TableColumn.Kind.LABEL, null, 0));
    }

    @Test
    void refusesAFirstRowOfValuesWhereNamesAreExpected() throws IOException {
        assertRefused("5.1,3.5,rose\n4.9,3.0,violet\n4.7,3.2,rose\n")
                .contains("'5.1' in the first row", "header=false");
        options.put("header", "false");
        assertThat(convert("5.1,3.5,rose\n4.9,3.0,violet\n4.7,3.2,rose\n")
                        .description()
                        .columns())
                .extracting(TableColumn::name)
                .containsExactly("0", "1", "2");
        options.remove("header");
        assertThat(convert("0,1,label\n7,7,a\n8,8,b\n").layout().shape().channels())
                .isEqualTo(2);
        options.put("header", "true");
        assertThat(convert("5,3,label\n7,7,a\n8,8,b\n").layout().shape().channels())
                .isEqualTo(2);
    }

    @Test
    void refusesALabelOfAmountsWithTheWayOut() throws IOException {
        assertRefused(table("a,price", 600, i -> i + "," + (i % 500 + 0.5)))
                .contains("'0.5' in line 2, column 'price'", "task=regression");
        assertRefused(table("a,price", 600, i -> i + "," + (1000 + i % 500)))
                .contains("500 different numbers in 600 rows of the column 'price'", "task=regression");
        assertRefused(table("a;price", 60, i -> i + ";" + i % 7 + ",5"))
                .contains("'0,5' in line 2, column 'price'", "task=regression");
        options.put("columns", "{\"price\":\"category\"}");
        assertThat(convert(table("a,price", 600, i -> i + "," + (i % 500 + 0.5)))
                        .layout()
                        .classes())
                .isEqualTo(500);
    }

    @Test
    void takesAmountsAsTheLabelOfARegression() throws IOException {
        options.putAll(Map.of("task", "regression", "label", "price"));
        files.put("test", List.of("price,size\n-1,3\n7e1,4\n".getBytes(StandardCharsets.UTF_8)));
        Conversion found = convert("price,size\n0.5,1\n2.5,2\n");
        assertThat(found.layout()).isEqualTo(Layout.ofRegression(new Shape(1, 1, 1), ElementType.FLOAT32, 2, 2));
        assertThat(found.targets(StoredData.TRAIN_LABELS)).containsExactly(0.5f, 2.5f);
        assertThat(found.targets(StoredData.TEST_LABELS)).containsExactly(-1, 70);
        assertThat(found.samples(StoredData.TRAIN_INPUTS)).isDeepEqualTo(new float[][] {{1}, {2}});
        assertThat(found.description().classes()).isEmpty();
        assertThat(found.description().target())
                .isEqualTo(new Description.Target(new Spread(1.5, 1, 0.5, 2.5), new Spread(34.5, 35.5, -1, 70)));
        assertThat(found.description().columns())
                .containsExactly(
                        new TableColumn("price", TableColumn.Kind.LABEL, null, 0),
                        new TableColumn("size", TableColumn.Kind.NUMBER, null, 0));
    }

    @Test
    void anotherTaskIsAnotherContent() throws IOException {
        String table = table("a,b", 30, i -> i + "," + i % 2);
        String ofClasses = convert(table).hash();
        options.put("task", "regression");
        assertThat(convert(table).hash()).isNotEqualTo(ofClasses);
    }

    @ParameterizedTest
    @CsvSource({
        "'', a number",
        "NA, a number",
        "1e60, float32 holds",
        "x, task=regression",
        "'1,5', digits with a decimal point"
    })
    void refusesALabelOfARegressionThatIsNoNumber(String odd, String expected) {
        options.putAll(Map.of("task", "regression", "missing", "NA", "separator", ";"));
        assertRefused("a;price\n1;0.5\n2;1\n3;%s\n4;1\n".formatted(odd))
                .contains("'" + odd + "' in line 4, column 'price'", expected);
    }

    @Test
    void refusesARegressionWhoseLabelsAreAllTheSame() {
        options.put("task", "regression");
        assertRefused(table("a,price", 30, i -> i + ",2.5")).contains("2.5 in every row for training");
        files.put("test", List.of("a,price\n1,3\n".getBytes(StandardCharsets.UTF_8)));
        assertRefused("a,price\n1,1\n2,2\n").contains("test: ", "3.0 in every row for testing");
        options.put("columns", "{\"price\":\"category\"}");
        assertRefused("a,price\n1,1\n2,2\n").contains("'price'", "number, for a regression");
    }

    @Test
    void takesWholeNumbersAsClassesHoweverTheyAreWritten() throws IOException {
        Conversion found = convert(table("a,kind", 40, i -> i + "," + (9 + i % 3) + ".0"));
        assertThat(found.description().classes()).extracting(ClassCount::name).containsExactly("9.0", "10.0", "11.0");
        assertThat(convert(table("a,kind", 2000, i -> i + "," + i % 100))
                        .layout()
                        .classes())
                .isEqualTo(100);
        assertRefused("a,kind\n1,1\n2,2\n3,1.0\n").contains("'1' and '1.0'", "column 'kind'");
    }

    @ParameterizedTest
    @CsvSource({"'', a class", "NA, number", "nan, number", "1d, number"})
    void refusesALabelWithAGapOrAnotherWord(String odd, String expected) {
        assertRefused("a,kind\n1,0\n2,1\n3,%s\n4,1\n".formatted(odd))
                .contains("'" + odd + "' in line 4, column 'kind'", expected);
    }

    @Test
    void refusesALabelThatIsSaidToBeAGap() {
        options.put("missing", "unknown");
        assertRefused("a,kind\n1,x\n2,y\n3,unknown\n").contains("'unknown' in line 4, column 'kind'", "leave it out");
    }

    @Test
    void saysHowManyValuesARowHasAndShouldHave() {
        assertRefused("a,b\n1,x\n2,y,z\n").contains("3 fields in line 3", "2, as in the first row");
        assertRefused("a,b\n1,x\n2\n").contains("1 field in line 3");
        assertRefused("a,b\n1,x\n\"2,y\n").contains("a quote that is not closed", "line 3");
        assertRefused("a b\n1 x\n2 y\n").contains("1 column", "commas, semicolons, tabs or bars");
    }

    @Test
    void countsTheClassesOfEitherPart() throws IOException {
        files.put("test", List.of("a,kind\n9,y\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(convert("a,kind\n1,x\n2,y\n3,x\n").description().classes())
                .containsExactly(new ClassCount("x", 2, 0), new ClassCount("y", 1, 1));
    }

    @Test
    void warnsOfWhatMayBeMeantOtherwise() throws IOException {
        files.put("test", List.of("id,same,gap,kind\nw0,1,NA,Cat\n".getBytes(StandardCharsets.UTF_8)));
        Conversion found = convert(table(
                "id,same,gap,kind",
                40,
                i -> "w%d,1,%s,%s"
                        .formatted(i, i == 3 ? "NA" : "there", i % 3 == 0 ? "cat" : i % 3 == 1 ? "Cat" : "dog")));
        assertThat(found.description().warnings())
                .extracting(Warning::code)
                .containsExactly(
                        "many_categories",
                        "constant_column",
                        "gap_as_category",
                        "class_without_validation",
                        "class_without_validation",
                        "classes_alike");
        assertThat(found.description().warnings())
                .extracting(Warning::message)
                .anyMatch(message -> message.contains("'NA' in line 5, column 'gap'"))
                .anyMatch(message -> message.contains("'Cat', 'cat'"));
    }

    @Test
    void saysHowTheRowsWereSplit() throws IOException {
        String rows = table("a,kind", 40, i -> i + "," + i % 2);
        assertThat(convert(rows).description().split())
                .isEqualTo(new Description.Split(Description.Split.Origin.DRAW, null, 0.2, 0L, List.of()));
        files.put("test", List.of("a,kind\n9,1\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(convert(rows).description().split().by()).isEqualTo(Description.Split.Origin.PARTS);
    }

    @Test
    void twoSplitsAreTwoDataSets() throws IOException {
        String alike = table("a,kind", 10, i -> "1," + i % 2);
        Conversion first = convert(alike);
        options.put("seed", "7");
        Conversion second = convert(alike);
        assertThat(second.description().meansTheSameAs(first.description())).isFalse();
        options.clear();
        options.put("test_share", "0.21");
        assertThat(convert(alike).description().meansTheSameAs(first.description()))
                .isFalse();
        options.clear();
        assertThat(convert(alike).description().meansTheSameAs(first.description()))
                .isTrue();
    }
}
