package dev.rangefinder.dataset.format;

import dev.rangefinder.dataset.format.file.Converted;
import dev.rangefinder.dataset.format.file.Description;
import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.format.file.Part;
import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.format.file.Source;
import dev.rangefinder.dataset.format.file.TrainAndTest;
import dev.rangefinder.dataset.format.table.CsvOptions;
import dev.rangefinder.dataset.format.table.CsvSchema;
import dev.rangefinder.dataset.format.table.CsvTable;
import dev.rangefinder.dataset.format.table.Label;
import dev.rangefinder.dataset.samples.CanonicalWriter;
import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.dataset.samples.Spread;
import dev.rangefinder.model.spec.Shape;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A table with a column to learn: classes, or amounts. Columns of numbers are taken as they are, all others as categories. The table is
 * read twice, and never held.
 */
record Csv(CsvOptions wanted) implements Format {

    static final Csv DEFAULT = new Csv(CsvOptions.DEFAULT);

    @Override
    public String name() {
        return "csv";
    }

    @Override
    public List<Part> parts() {
        return TrainAndTest.PARTS;
    }

    @Override
    public Set<String> options() {
        return CsvOptions.NAMES;
    }

    @Override
    public Format with(Map<String, String> options) {
        return new Csv(CsvOptions.of(options));
    }

    @Override
    public Converted convert(Map<String, List<Source>> files, CanonicalWriter writer, SizeLimits limits)
            throws IOException {
        TrainAndTest parts = TrainAndTest.of(files);
        CsvSchema schema = learn(parts.train(), limits);
        TrainAndTest.Sizes sizes = parts.copy(
                schema.rows(),
                wanted.testShare(),
                wanted.seed(),
                writer,
                (part, source, to) -> copy(part, source, schema, limits, to));
        Shape shape = new Shape(1, 1, schema.features());
        return switch (schema.label()) {
            case Label.Classes classes ->
                new Converted(
                        new Layout(shape, ElementType.FLOAT32, classes.places().size(), sizes.train(), sizes.test()),
                        Description.of(
                                sizes.split(),
                                schema.summaries(),
                                List.copyOf(classes.places().keySet()),
                                writer.train().labels().counts(),
                                writer.test().labels().counts(),
                                schema.warnings()));
            case Label.Amounts ignored ->
                new Converted(
                        Layout.ofRegression(shape, ElementType.FLOAT32, sizes.train(), sizes.test()),
                        Description.ofTarget(
                                sizes.split(), schema.summaries(), targets(writer, parts), schema.warnings()));
        };
    }

    /** The error of a regression is held against how its labels differ. */
    private static Description.Target targets(CanonicalWriter writer, TrainAndTest parts) {
        return new Description.Target(
                differing(writer.train().labels().targets(), TrainAndTest.TRAIN, "training"),
                differing(
                        writer.test().labels().targets(),
                        parts.test().isPresent() ? TrainAndTest.TEST : TrainAndTest.TRAIN,
                        "testing"));
    }

    private static Spread differing(Spread labels, String part, String purpose) {
        if (labels.deviation() == 0) {
            throw new InvalidFileException(
                    part,
                    "a label that is %s in every row for %s".formatted(labels.mean(), purpose),
                    "at least two different numbers there");
        }
        return labels;
    }

    private CsvSchema learn(Source train, SizeLimits limits) throws IOException {
        try (CsvTable table = open(TrainAndTest.TRAIN, train, limits)) {
            return CsvSchema.learn(table, wanted, limits);
        }
    }

    private CsvTable open(String part, Source source, SizeLimits limits) throws IOException {
        return CsvTable.open(part, source, wanted, limits);
    }

    /** Returns how many there are. */
    private int copy(String part, Source source, CsvSchema schema, SizeLimits limits, TrainAndTest.Splits to)
            throws IOException {
        int rows = 0;
        try (CsvTable table = open(part, source, limits)) {
            schema.requireSameColumns(table);
            for (Optional<CsvTable.Row> row = table.next(); row.isPresent(); row = table.next()) {
                schema.write(table, row.get(), to.next());
                rows = Math.addExact(rows, 1);
            }
        }
        return rows;
    }
}
