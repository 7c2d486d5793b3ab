package dev.rangefinder.dataset.format;

import dev.rangefinder.dataset.samples.CanonicalWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the columns of a table mean, as all of its rows say.
 *
 * @param label the column of the classes
 * @param columns what each column becomes; that of the classes nothing
 * @param classes from 0, by their names in the table
 */
record CsvSchema(
        List<String> names, int label, List<Optional<Column>> columns, Map<String, Integer> classes, int rows) {

    /** As wide as the widest tables that a network without convolutions is trained on. */
    private static final int MOST_COLUMNS = 4096;

    /**
     * Reads a table to its end.
     *
     * @throws InvalidFileException if its rows cannot be samples
     */
    static CsvSchema learn(CsvTable table, CsvOptions options, SizeLimits limits) {
        List<String> names = table.names();
        if (names.size() < 2 || names.size() > MOST_COLUMNS) {
            throw table.invalid("%d columns".formatted(names.size()), "2 to %d".formatted(MOST_COLUMNS));
        }
        int label = label(table, options.label());
        Vocabulary classes = new Vocabulary(limits.maxClasses());
        List<Optional<ColumnLearner>> learners = IntStream.range(0, names.size())
                .mapToObj(index ->
                        index == label ? Optional.<ColumnLearner>empty() : Optional.of(new ColumnLearner(index)))
                .toList();
        int rows = 0;
        for (Optional<CsvTable.Row> next = table.next(); next.isPresent(); next = table.next()) {
            CsvTable.Row row = next.get();
            classes.see(row.values().get(label));
            learners.forEach(learner -> learner.ifPresent(present -> present.see(row)));
            rows = Math.addExact(rows, 1);
        }
        requireClasses(table, names.get(label), classes, limits);
        List<Optional<Column>> columns = new ArrayList<>();
        learners.forEach(learner -> columns.add(learner.map(present -> present.learned(table))));
        return new CsvSchema(names, label, columns, classes.places(), rows);
    }

    private static int label(CsvTable table, @Nullable String wanted) {
        List<String> names = table.names();
        if (wanted == null) {
            return names.size() - 1;
        }
        int found = names.indexOf(wanted);
        if (found < 0 || found != names.lastIndexOf(wanted)) {
            throw table.invalid(
                    "the columns %s".formatted(CsvTable.shortened(String.join(", ", names))),
                    "one of the name '%s', for the label".formatted(wanted));
        }
        return found;
    }

    private static void requireClasses(CsvTable table, String label, Vocabulary classes, SizeLimits limits) {
        if (classes.isTooLarge()) {
            throw table.invalid(
                    "more than %d classes, or a very long one, in the column '%s'"
                            .formatted(limits.maxClasses(), label),
                    "2 to %d classes".formatted(limits.maxClasses()));
        }
        if (classes.places().size() < 2) {
            throw table.invalid("a single class in the column '%s'".formatted(label), "at least 2 classes");
        }
    }

    /** How many numbers a sample has. */
    int features() {
        return columns.stream()
                .flatMap(Optional::stream)
                .mapToInt(Column::width)
                .sum();
    }

    void requireSameColumns(CsvTable table) {
        if (!table.names().equals(names)) {
            throw table.invalid(
                    "the columns %s".formatted(CsvTable.shortened(String.join(", ", table.names()))),
                    "those of the rows for training: %s".formatted(CsvTable.shortened(String.join(", ", names))));
        }
    }

    /**
     * Writes a row as a sample.
     *
     * @throws InvalidFileException if it has a word that the schema does not know
     */
    void write(CsvTable table, CsvTable.Row row, CanonicalWriter.Split to) throws IOException {
        for (int i = 0; i < columns.size(); i++) {
            String value = row.values().get(i);
            Optional<Column> column = columns.get(i);
            if (column.isPresent() && !column.get().write(value, to)) {
                throw table.invalid(row.line(), i, value, "what the column has in the rows for training");
            }
        }
        String name = row.values().get(label);
        @Nullable Integer place = classes.get(name);
        if (place == null) {
            throw table.invalid(row.line(), label, name, "a class that is among the rows for training");
        }
        to.label(place);
    }
}
