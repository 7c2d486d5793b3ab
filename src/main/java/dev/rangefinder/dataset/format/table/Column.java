package dev.rangefinder.dataset.format.table;

import dev.rangefinder.dataset.samples.CanonicalWriter;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What a column of a table becomes in a sample. */
sealed interface Column {

    /** How many numbers of a sample. */
    int width();

    /**
     * Writes what a value of the column becomes.
     *
     * @return whether it can be
     */
    boolean write(String value, CanonicalWriter.Split to) throws IOException;

    /**
     * Numbers, as they are.
     *
     * @param hasGaps whether values are missing: such a one is a 0, and a second number says so, which is 1 there and
     *     else 0. So nothing is made up, and no sample for testing has a part in the others.
     */
    record Numbers(CsvOptions wanted, boolean hasGaps) implements Column {

        @Override
        public int width() {
            return hasGaps ? 2 : 1;
        }

        @Override
        public boolean write(String value, CanonicalWriter.Split to) throws IOException {
            boolean isMissing = wanted.isMissing(value);
            OptionalDouble number =
                    isMissing ? OptionalDouble.of(0) : wanted.numerals().number(value);
            if (number.isEmpty() || (isMissing && !hasGaps)) {
                return false;
            }
            to.input((float) number.getAsDouble());
            if (hasGaps) {
                to.input(isMissing ? 1 : 0);
            }
            return true;
        }
    }

    /**
     * Categories, each a number of its own that is 1 where it is meant and else 0.
     *
     * @param places from 0, by category
     */
    record Categories(Map<String, Integer> places, CsvOptions wanted) implements Column {

        /** The category of all that is missing. */
        static final String MISSING = "";

        @Override
        public int width() {
            return places.size();
        }

        @Override
        public boolean write(String value, CanonicalWriter.Split to) throws IOException {
            @Nullable Integer place = places.get(wanted.isMissing(value) ? MISSING : value);
            if (place == null) {
                return false;
            }
            for (int i = 0; i < places.size(); i++) {
                to.input(i == place ? 1 : 0);
            }
            return true;
        }
    }
}
