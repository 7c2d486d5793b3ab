package dev.rangefinder.dataset.format.table;

import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.format.table.ColumnLearner.Sighting;
import dev.rangefinder.dataset.format.table.ColumnLearner.Sightings;

/** Looks whether every value of a column is a number that a regression can learn. */
final class AmountLearner implements LabelLearner {

    private final int index;
    private final CsvOptions wanted;
    private final Sightings gaps = new Sightings();
    private final Sightings words = new Sightings();

    AmountLearner(int index, CsvOptions wanted) {
        this.index = index;
        this.wanted = wanted;
    }

    @Override
    public void see(CsvTable.Row row) {
        String value = row.values().get(index);
        if (value.isEmpty() || wanted.isMissing(value)) {
            gaps.add(row, value);
        } else if (wanted.numerals().number(value).isEmpty()) {
            words.add(row, value);
        }
    }

    @Override
    public Label learned(CsvTable table) {
        Sighting gap = gaps.first();
        if (gap != null) {
            throw invalid(table, gap, "a number: a row without one cannot be learned from, leave it out");
        }
        Sighting word = words.first();
        if (word != null) {
            throw invalid(
                    table,
                    word,
                    Label.Amounts.EXPECTED
                            + ": digits with a decimal %s, for a regression; leave out task=regression, if these are classes"
                                    .formatted(wanted.numerals().decimal() == '.' ? "point" : "comma"));
        }
        return new Label.Amounts(wanted.numerals());
    }

    private InvalidFileException invalid(CsvTable table, Sighting seen, String expected) {
        return table.invalid(seen.line(), index, seen.value(), expected);
    }
}
