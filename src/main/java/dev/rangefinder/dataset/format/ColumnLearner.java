package dev.rangefinder.dataset.format;

import org.jspecify.annotations.Nullable;

/** Learns from all values of a column whether it has numbers, and if it has not, which categories. */
final class ColumnLearner {

    /** As many numbers of a sample as the column then becomes. */
    private static final int MOST_CATEGORIES = 256;

    private final int index;
    private final Vocabulary vocabulary = new Vocabulary(MOST_CATEGORIES);
    private @Nullable Sighting word;
    private @Nullable Sighting gap;

    ColumnLearner(int index) {
        this.index = index;
    }

    void see(CsvTable.Row row) {
        String value = row.values().get(index);
        vocabulary.see(value);
        if (Column.Numbers.number(value).isEmpty()) {
            if (isGap(value)) {
                gap = gap == null ? new Sighting(row.line(), value) : gap;
            } else {
                word = word == null ? new Sighting(row.line(), value) : word;
            }
        }
    }

    /** What stands where a number is missing, or is none that can be learned from. */
    private static boolean isGap(String value) {
        if (value.isBlank()) {
            return true;
        }
        try {
            Double.parseDouble(value);
            return true;
        } catch (NumberFormatException notANumber) {
            return false;
        }
    }

    /**
     * What the column is.
     *
     * @throws InvalidFileException if a number is missing, or if there are more categories than there may be
     */
    Column learned(CsvTable table) {
        Sighting firstWord = word;
        Sighting firstGap = gap;
        if (firstWord != null && vocabulary.isTooLarge()) {
            throw table.invalid(
                    firstWord.line(),
                    index,
                    firstWord.value(),
                    "numbers alone, or at most %d different words".formatted(MOST_CATEGORIES));
        }
        if (firstWord != null) {
            return new Column.Categories(vocabulary.places());
        }
        if (firstGap != null) {
            throw table.invalid(
                    firstGap.line(), index, firstGap.value(), "a finite number, as in the rest of the column");
        }
        return new Column.Numbers();
    }

    private record Sighting(long line, String value) {}
}
