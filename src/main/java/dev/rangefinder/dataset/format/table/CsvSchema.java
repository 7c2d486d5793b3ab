package dev.rangefinder.dataset.format.table;

import dev.rangefinder.dataset.format.file.Description;
import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.format.file.Warning;
import dev.rangefinder.dataset.format.table.CsvOptions.Declared;
import dev.rangefinder.dataset.samples.CanonicalWriter;
import dev.rangefinder.dataset.samples.Task;
import dev.rangefinder.shared.Wording;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the columns of a table mean, as all of its rows say.
 *
 * @param labelColumn the column that is to be learned
 * @param columns what each column becomes; that of the label nothing
 * @param label what is learned of it
 * @param summaries of the columns, for their owner
 * @param warnings likewise
 */
public record CsvSchema(
        List<String> names,
        int labelColumn,
        List<Optional<Column>> columns,
        Label label,
        int rows,
        List<Description.TableColumn> summaries,
        List<Warning> warnings) {

    /** As wide as the widest tables that a network without convolutions is trained on. */
    private static final int MOST_COLUMNS = 4096;

    /**
     * Reads a table to its end.
     *
     * @throws InvalidFileException if its rows cannot be samples
     */
    public static CsvSchema learn(CsvTable table, CsvOptions options, SizeLimits limits) {
        List<String> names = table.names();
        if (names.size() < 2 || names.size() > MOST_COLUMNS) {
            throw table.invalid(
                    Wording.count(names.size(), "column"),
                    "2 to %d, with commas, semicolons, tabs or bars between them".formatted(MOST_COLUMNS));
        }
        int label = label(table, options.label());
        options.columns().keySet().forEach(name -> named(table, name, "in columns"));
        LabelLearner labels = labelLearner(table, label, options, limits);
        List<Optional<ColumnLearner>> learners = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            learners.add(
                    i == label
                            ? Optional.empty()
                            : Optional.of(new ColumnLearner(i, options, options.declared(table, i))));
        }
        int rows = 0;
        for (Optional<CsvTable.Row> next = table.next(); next.isPresent(); next = table.next()) {
            CsvTable.Row row = next.get();
            labels.see(row);
            learners.forEach(learner -> learner.ifPresent(present -> present.see(row)));
            rows = Math.addExact(rows, 1);
        }
        Label meaning = labels.learned(table);
        List<Optional<Column>> columns = new ArrayList<>();
        List<Description.TableColumn> summaries = new ArrayList<>();
        List<Warning> warnings = new ArrayList<>();
        for (Optional<ColumnLearner> learner : learners) {
            Optional<Column> learned = learner.flatMap(present -> present.learned(table));
            columns.add(learned);
            summaries.add(learner.map(present -> present.summary(table, learned))
                    .orElseGet(() -> new Description.TableColumn(
                            names.get(label), Description.TableColumn.Kind.LABEL, null, 0)));
            learner.ifPresent(present -> warnings.addAll(present.warnings(table, learned)));
        }
        if (columns.stream().allMatch(Optional::isEmpty)) {
            throw table.invalid("no column beside the label", "at least one that is not ignored");
        }
        return new CsvSchema(names, label, columns, meaning, rows, summaries, warnings);
    }

    private static int label(CsvTable table, @Nullable String wanted) {
        return wanted == null ? table.names().size() - 1 : named(table, wanted, "for the label");
    }

    private static LabelLearner labelLearner(CsvTable table, int label, CsvOptions options, SizeLimits limits) {
        Optional<Declared> declared = options.declared(table, label);
        boolean areAmounts = options.task() == Task.REGRESSION;
        if (declared.isPresent() && declared.get() != (areAmounts ? Declared.NUMBER : Declared.CATEGORY)) {
            throw table.invalid(
                    "the column '%s', which is the label, said to be of another type"
                            .formatted(
                                    InvalidFileException.shortened(table.names().get(label))),
                    areAmounts ? "number, for a regression" : "category; or task=regression, if it has amounts");
        }
        return areAmounts
                ? new AmountLearner(label, options)
                : new ClassLearner(label, options, declared.isPresent(), limits);
    }

    private static int named(CsvTable table, String wanted, String where) {
        List<String> names = table.names();
        int found = names.indexOf(wanted);
        if (found < 0 || found != names.lastIndexOf(wanted)) {
            throw table.invalid(
                    "the columns %s".formatted(InvalidFileException.shortened(String.join(", ", names))),
                    "one of the name '%s', %s".formatted(wanted, where));
        }
        return found;
    }

    /** How many numbers a sample has. */
    public int features() {
        return columns.stream()
                .flatMap(Optional::stream)
                .mapToInt(Column::width)
                .sum();
    }

    public void requireSameColumns(CsvTable table) {
        if (!table.names().equals(names)) {
            throw table.invalid(
                    "the columns %s".formatted(InvalidFileException.shortened(String.join(", ", table.names()))),
                    "those of the rows for training: %s"
                            .formatted(InvalidFileException.shortened(String.join(", ", names))));
        }
    }

    /**
     * Writes a row as a sample.
     *
     * @throws InvalidFileException if it has a word that the schema does not know
     */
    public void write(CsvTable table, CsvTable.Row row, CanonicalWriter.Split to) throws IOException {
        for (int i = 0; i < columns.size(); i++) {
            String value = row.values().get(i);
            Optional<Column> column = columns.get(i);
            if (column.isPresent() && !column.get().write(value, to)) {
                throw table.invalid(row.line(), i, value, "what the column has in the rows for training");
            }
        }
        String value = row.values().get(labelColumn);
        if (!label.write(value, to)) {
            throw table.invalid(row.line(), labelColumn, value, label.expected());
        }
    }
}
