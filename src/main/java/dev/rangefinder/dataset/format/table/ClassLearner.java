package dev.rangefinder.dataset.format.table;

import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.format.table.ColumnLearner.Sighting;
import dev.rangefinder.dataset.format.table.ColumnLearner.Sightings;
import dev.rangefinder.shared.Wording;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** Learns from all values of a column which classes there are, and whether they are classes at all. */
final class ClassLearner implements LabelLearner {

    /** Whole numbers that are more different than that may be amounts. */
    private static final int CLEARLY_CLASSES = 20;

    /** With fewer rows of each, whole numbers are amounts. */
    private static final int ROWS_OF_A_CLASS = 10;

    private static final String WAY_OUT =
            "classes: say task=regression, if these are amounts to be learned; columns={\"%s\":\"category\"}, if each of"
                    + " these numbers is a class";

    private final int index;
    private final CsvOptions wanted;
    private final boolean isDeclared;
    private final SizeLimits limits;
    private final Vocabulary classes;
    private final Sightings gaps = new Sightings();
    private final Sightings words = new Sightings();
    private final Sightings numbers = new Sightings();
    private final Sightings fractions = new Sightings();

    ClassLearner(int index, CsvOptions wanted, boolean isDeclared, SizeLimits limits) {
        this.index = index;
        this.wanted = wanted;
        this.isDeclared = isDeclared;
        this.limits = limits;
        this.classes = new Vocabulary(limits.maxClasses());
    }

    @Override
    public void see(CsvTable.Row row) {
        String value = row.values().get(index);
        classes.see(value);
        if (value.isEmpty() || wanted.isMissing(value)) {
            gaps.add(row, value);
            return;
        }
        OptionalDouble number = wanted.numerals().number(value);
        (number.isPresent() ? numbers : words).add(row, value);
        if (number.isPresent() && number.getAsDouble() != Math.rint(number.getAsDouble())) {
            fractions.add(row, value);
        }
    }

    /**
     * A label from 0 for each class, in the order of their names.
     *
     * @throws InvalidFileException if these are no classes, too many or too few
     */
    @Override
    public Label learned(CsvTable table) {
        requireEach(table);
        if (!isDeclared) {
            requireOneKind(table);
            requireNoAmounts(table);
        }
        String name = InvalidFileException.shortened(table.names().get(index));
        if (classes.isTooLarge()) {
            throw table.invalid(
                    "more than %d classes, or a very long one, in the column '%s'".formatted(limits.maxClasses(), name),
                    "2 to %d ".formatted(limits.maxClasses()) + WAY_OUT.formatted(name));
        }
        Map<String, Integer> places = classes.places(wanted.numerals());
        if (places.size() < 2) {
            throw table.invalid("a single class in the column '%s'".formatted(name), "at least 2 classes");
        }
        if (words.count() == 0 && !isDeclared) {
            requireDifferent(table, places);
        }
        return new Label.Classes(places);
    }

    private void requireEach(CsvTable table) {
        Sighting gap = gaps.first();
        if (gap != null) {
            throw invalid(table, gap, "a class: a row without one cannot be learned from, leave it out");
        }
    }

    private void requireOneKind(CsvTable table) {
        Sighting word = words.first();
        Sighting number = numbers.first();
        if (word != null && number != null) {
            boolean areNumbers = numbers.count() >= words.count();
            throw invalid(
                    table,
                    areNumbers ? word : number,
                    "a %s, as in %s; leave the row out if its class is missing, or say columns={\"%s\":\"category\"}"
                            .formatted(
                                    areNumbers ? "number" : "word",
                                    Wording.count(Math.max(numbers.count(), words.count()), "row"),
                                    name(table)));
        }
        if (word != null
                && wanted.numerals().looksLikeNumber(word.value())
                && classes.all(wanted.numerals()::looksLikeNumber)) {
            throw invalid(table, word, WAY_OUT.formatted(name(table)));
        }
    }

    private void requireNoAmounts(CsvTable table) {
        Sighting fraction = fractions.first();
        if (fraction != null) {
            throw invalid(table, fraction, WAY_OUT.formatted(name(table)));
        }
        Sighting number = numbers.first();
        if (number != null && classes.size() > CLEARLY_CLASSES && numbers.count() < ROWS_OF_A_CLASS * classes.size()) {
            throw table.invalid(
                    "%d different numbers in %d rows of the column '%s', such as '%s' in line %d"
                            .formatted(
                                    classes.size(),
                                    numbers.count(),
                                    name(table),
                                    InvalidFileException.shortened(number.value()),
                                    number.line()),
                    WAY_OUT.formatted(name(table)));
        }
    }

    /** The same number in two writings would be two classes. */
    private void requireDifferent(CsvTable table, Map<String, Integer> places) {
        Map<BigDecimal, String> seen = new HashMap<>();
        for (String name : places.keySet()) {
            BigDecimal number = new BigDecimal(name.replace(wanted.numerals().decimal(), '.')).stripTrailingZeros();
            String other = seen.put(number, name);
            if (other != null) {
                throw table.invalid(
                        "'%s' and '%s' in the column '%s'".formatted(other, name, name(table)),
                        "the same number written the same way, or columns={\"%s\":\"category\"}"
                                .formatted(name(table)));
            }
        }
    }

    private InvalidFileException invalid(CsvTable table, Sighting seen, String expected) {
        return table.invalid(seen.line(), index, seen.value(), expected);
    }

    private String name(CsvTable table) {
        return InvalidFileException.shortened(table.names().get(index));
    }
}
