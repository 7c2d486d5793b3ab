package dev.rangefinder.dataset.format;

import dev.rangefinder.model.spec.Shape;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A table with a column of classes. Columns of numbers are taken as they are, all others as categories. The table is read
 * twice, and never held.
 */
record Csv(CsvOptions wanted) implements Format {

    static final Csv DEFAULT = new Csv(CsvOptions.DEFAULT);

    private static final String TRAIN = "train";
    private static final String TEST = "test";

    @Override
    public String name() {
        return "csv";
    }

    @Override
    public List<Part> parts() {
        return List.of(Part.one(TRAIN), Part.optional(TEST));
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
    public Layout convert(Map<String, List<Source>> files, CanonicalWriter writer, Limits limits) throws IOException {
        Source train = files.getOrDefault(TRAIN, List.of()).getFirst();
        Optional<Source> test = files.getOrDefault(TEST, List.of()).stream().findFirst();
        CsvSchema schema = learn(train, limits);
        int testRows;
        if (test.isPresent()) {
            copy(TRAIN, train, schema, limits, writer::train);
            testRows = copy(TEST, test.get(), schema, limits, writer::test);
        } else {
            TestDraw draw = new TestDraw(schema.rows(), wanted.testShare(), wanted.seed());
            copy(TRAIN, train, schema, limits, () -> draw.next() ? writer.test() : writer.train());
            testRows = draw.drawn();
        }
        return new Layout(
                new Shape(1, 1, schema.features()),
                ElementType.FLOAT32,
                schema.classes().size(),
                test.isPresent() ? schema.rows() : schema.rows() - testRows,
                testRows);
    }

    private CsvSchema learn(Source train, Limits limits) throws IOException {
        try (CsvTable table = open(TRAIN, train, limits)) {
            return CsvSchema.learn(table, wanted, limits);
        }
    }

    private CsvTable open(String part, Source source, Limits limits) throws IOException {
        return CsvTable.open(part, source, wanted.header(), limits);
    }

    /** Where the next sample goes. */
    private interface Splits {
        CanonicalWriter.Split next();
    }

    /** Returns how many there are. */
    private int copy(String part, Source source, CsvSchema schema, Limits limits, Splits to) throws IOException {
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
