package dev.rangefinder.dataset.format.table;

import dev.rangefinder.dataset.format.file.Description;
import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.format.file.Warning;
import dev.rangefinder.shared.Wording;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Learns from all values of a column whether it has numbers, and if it has not, which categories. */
final class ColumnLearner {

    /** As many numbers of a sample as the column then becomes. */
    private static final int MOST_CATEGORIES = 256;

    /** Of fewer rows nothing can be said. */
    private static final int FEW_ROWS = 20;

    /** What tools write where a value is not there. */
    private static final Set<String> USUAL_GAPS =
            Set.of("", "na", "n/a", "#n/a", "nan", "null", "none", "nil", "?", "-", "--", ".", "missing");

    private final int index;
    private final CsvOptions wanted;
    private final Optional<CsvOptions.Declared> declared;
    private final Vocabulary vocabulary = new Vocabulary(MOST_CATEGORIES);

    /** Numbers that float32 holds. */
    private final Sightings numbers = new Sightings();

    private final Sightings tooLarge = new Sightings();
    private final Sightings empty = new Sightings();
    private final Sightings words = new Sightings();
    private final Sightings otherwiseWritten = new Sightings();
    private final Sightings usualGaps = new Sightings();
    private int missing;

    ColumnLearner(int index, CsvOptions wanted, Optional<CsvOptions.Declared> declared) {
        this.index = index;
        this.wanted = wanted;
        this.declared = declared;
    }

    void see(CsvTable.Row row) {
        String value = row.values().get(index);
        if (wanted.isMissing(value)) {
            missing++;
            vocabulary.see(Column.Categories.MISSING);
            return;
        }
        vocabulary.see(value);
        if (wanted.numerals().number(value).isPresent()) {
            numbers.add(row, value);
            return;
        }
        boolean isTooLarge = wanted.numerals().isNumber(value);
        (isTooLarge ? tooLarge : value.isEmpty() ? empty : words).add(row, value);
        if (wanted.numerals().looksLikeNumber(value)) {
            otherwiseWritten.add(row, value);
        }
        if (USUAL_GAPS.contains(value.toLowerCase(Locale.ROOT))) {
            usualGaps.add(row, value);
        }
    }

    /**
     * What the column is; nothing, if its owner does not want it.
     *
     * @throws InvalidFileException if that is not clear, or if there are more categories than there may be
     */
    Optional<Column> learned(CsvTable table) {
        return switch (declared.orElse(null)) {
            case IGNORE -> Optional.empty();
            case CATEGORY -> Optional.of(categories(table));
            case NUMBER -> Optional.of(numbers(table));
            case null -> Optional.of(numbers.count + tooLarge.count > 0 ? numbers(table) : words(table));
        };
    }

    private Column numbers(CsvTable table) {
        Sighting odd = Sightings.first(tooLarge, empty, words);
        if (odd != null && declared.isEmpty() && words.count > numbers.count + tooLarge.count) {
            Sighting number = Sightings.first(numbers, tooLarge);
            throw invalid(
                    table,
                    number == null ? odd : number,
                    "words, as in %s; %s, if that is a word too"
                            .formatted(Wording.count(words.count, "row"), declaration(table, "category")));
        }
        if (odd != null) {
            throw invalid(
                    table,
                    odd,
                    "a finite number, as in %s; missing=%s, if a value is missing there; %s, if all are words"
                            .formatted(
                                    Wording.count(numbers.count, "row"), odd.value(), declaration(table, "category")));
        }
        return new Column.Numbers(wanted, missing > 0);
    }

    private Column words(CsvTable table) {
        Sighting number = otherwiseWritten.first;
        if (number != null && otherwiseWritten.count == words.count) {
            throw invalid(
                    table,
                    number,
                    "digits with a decimal %s; decimal=%s, if it is the other sign; %s, if it is no number"
                            .formatted(
                                    wanted.numerals().decimal() == '.' ? "point" : "comma",
                                    wanted.numerals().decimal() == '.' ? "," : ".",
                                    declaration(table, "category")));
        }
        return categories(table);
    }

    private Column categories(CsvTable table) {
        Sighting any = Sightings.first(words, numbers, tooLarge, empty);
        if (any != null && vocabulary.isTooLarge()) {
            throw invalid(
                    table,
                    any,
                    "numbers alone, or at most %d different words; %s, to leave the column out"
                            .formatted(MOST_CATEGORIES, declaration(table, "ignore")));
        }
        return new Column.Categories(vocabulary.places(wanted.numerals()), wanted);
    }

    private InvalidFileException invalid(CsvTable table, Sighting seen, String expected) {
        return table.invalid(seen.line(), index, seen.value(), expected);
    }

    private String declaration(CsvTable table, String type) {
        return "columns={\"%s\":\"%s\"}"
                .formatted(InvalidFileException.shortened(table.names().get(index)), type);
    }

    /** What the column is taken as, for its owner. */
    Description.TableColumn summary(CsvTable table, Optional<Column> learned) {
        String name = table.names().get(index);
        return switch (learned.orElse(null)) {
            case null -> new Description.TableColumn(name, Description.TableColumn.Kind.IGNORED, null, missing);
            case Column.Numbers ignored ->
                new Description.TableColumn(name, Description.TableColumn.Kind.NUMBER, null, missing);
            case Column.Categories categories ->
                new Description.TableColumn(
                        name,
                        Description.TableColumn.Kind.CATEGORY,
                        categories.places().size(),
                        missing);
        };
    }

    List<Warning> warnings(CsvTable table, Optional<Column> learned) {
        List<Warning> warnings = new ArrayList<>();
        String name = InvalidFileException.shortened(table.names().get(index));
        if (learned.isEmpty()) {
            return warnings;
        }
        if (vocabulary.isSingle()) {
            warnings.add(
                    new Warning("constant_column", "The column '%s' has the same value in every row.".formatted(name)));
        }
        if (learned.get() instanceof Column.Categories categories && declared.isEmpty()) {
            Sighting gap = usualGaps.first;
            if (gap != null) {
                warnings.add(new Warning(
                        "gap_as_category",
                        "'%s' in line %d, column '%s', and in %s in all, is taken as a category; missing=%s says that values are missing there."
                                .formatted(
                                        gap.value(),
                                        gap.line(),
                                        name,
                                        Wording.count(usualGaps.count, "row"),
                                        gap.value())));
            }
            int rows = words.count + empty.count + missing;
            int different = categories.places().size();
            if (rows >= FEW_ROWS && different > rows / 2) {
                warnings.add(new Warning(
                        "many_categories",
                        "The column '%s' has %d different words in %d rows, each a number of the sample; columns={\"%s\":\"ignore\"} leaves it out."
                                .formatted(name, different, rows, name)));
            }
        }
        return warnings;
    }

    /** A value, and where it was first seen. */
    record Sighting(long line, String value) {}

    /** Values of a kind: the first of them, and how many there are. */
    static final class Sightings {

        private @Nullable Sighting first;
        private int count;

        void add(CsvTable.Row row, String value) {
            first = first == null ? new Sighting(row.line(), value) : first;
            count++;
        }

        @Nullable
        Sighting first() {
            return first;
        }

        int count() {
            return count;
        }

        /** The one that comes first in the table. */
        static @Nullable Sighting first(Sightings... kinds) {
            Sighting earliest = null;
            for (Sightings kind : kinds) {
                Sighting one = kind.first;
                if (one != null && (earliest == null || one.line() < earliest.line())) {
                    earliest = one;
                }
            }
            return earliest;
        }
    }
}
