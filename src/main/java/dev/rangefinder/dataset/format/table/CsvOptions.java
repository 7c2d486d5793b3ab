package dev.rangefinder.dataset.format.table;

import dev.rangefinder.dataset.format.file.Options;
import dev.rangefinder.dataset.samples.Task;
import dev.rangefinder.shared.Json;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * What a table does not say of itself.
 *
 * @param label the column that is to be learned: its name, or where there is no header its number, from 0; the last if
 *     absent
 * @param header whether the first row has the names of the columns; if absent it has, unless that cannot be
 * @param separator between values; found in the first rows if absent
 * @param numerals how numbers are written
 * @param missing what stands for a value that is not there
 * @param columns what columns are taken as, by their names, where their values shall not decide
 * @param task what is learned of the label: its class, or its amount
 * @param testShare of the rows, drawn by the seed for testing, where no file has rows for that
 */
public record CsvOptions(
        @Nullable String label,
        @Nullable Boolean header,
        @Nullable Character separator,
        Numerals numerals,
        Set<String> missing,
        Map<String, Declared> columns,
        Task task,
        double testShare,
        long seed) {

    public static final Set<String> NAMES =
            Options.names("label", "header", "separator", "decimal", "missing", "columns", Options.TASK);

    public static final CsvOptions DEFAULT = of(Map.of());

    private static final String COLUMNS_EXPECTED =
            "a JSON object of names and types, such as {\"zip\":\"category\"}; types are number, category, ignore";

    public CsvOptions {
        missing = Set.copyOf(missing);
        columns = Map.copyOf(columns);
        Options.shareChecked(testShare)
                .that(
                        separator == null || separator != numerals.decimal(),
                        "decimal",
                        numerals.decimal(),
                        "another sign than the separator")
                .orThrow();
    }

    /** What the owner of a table says that a column is. */
    enum Declared {
        NUMBER,
        CATEGORY,
        IGNORE
    }

    public static CsvOptions of(Map<String, String> given) {
        Options options = new Options(given);
        String label = options.text("label");
        Boolean header = options.text("header") == null ? null : options.bool("header", true);
        Character separator =
                options.read("separator", Separator.EXPECTED, Separator::named).orElse(null);
        Numerals numerals = new Numerals(options.read("decimal", "a point or a comma", CsvOptions::decimal)
                .orElse('.'));
        Set<String> missing = options.read("missing", "words, with commas between them", CsvOptions::words)
                .orElse(Set.of());
        Map<String, Declared> columns =
                options.read("columns", COLUMNS_EXPECTED, CsvOptions::declared).orElse(Map.of());
        Task task = options.task().orElse(Task.CLASSIFICATION);
        double testShare = options.testShare();
        long seed = options.seed();
        options.orThrow();
        return new CsvOptions(label, header, separator, numerals, missing, columns, task, testShare, seed);
    }

    private static char decimal(String text) {
        return switch (text) {
            case "." -> '.';
            case "," -> ',';
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static Set<String> words(String text) {
        return Set.of(
                Arrays.stream(text.split(",", -1)).map(String::strip).distinct().toArray(String[]::new));
    }

    private static Map<String, Declared> declared(String text) {
        try {
            Map<String, Declared> columns = new LinkedHashMap<>();
            Json.MAPPER
                    .readValue(text, new TypeReference<Map<String, String>>() {})
                    .forEach((name, type) -> columns.put(name, kind(type)));
            return columns;
        } catch (JacksonException | NullPointerException noObject) {
            throw new IllegalArgumentException(text, noObject);
        }
    }

    private static Declared kind(String type) {
        return Optional.of(type)
                .filter(name -> name.equals(name.toLowerCase(Locale.ROOT)))
                .map(name -> Declared.valueOf(name.toUpperCase(Locale.ROOT)))
                .orElseThrow(() -> new IllegalArgumentException(type));
    }

    boolean isMissing(String value) {
        return missing.contains(value);
    }

    Optional<Declared> declared(CsvTable table, int column) {
        return Optional.ofNullable(columns.get(table.names().get(column)));
    }
}
