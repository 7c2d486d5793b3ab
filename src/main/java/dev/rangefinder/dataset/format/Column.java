package dev.rangefinder.dataset.format;

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

    /** Numbers, as they are. */
    record Numbers() implements Column {

        @Override
        public int width() {
            return 1;
        }

        @Override
        public boolean write(String value, CanonicalWriter.Split to) throws IOException {
            OptionalDouble number = number(value);
            if (number.isPresent()) {
                to.input((float) number.getAsDouble());
            }
            return number.isPresent();
        }

        /** Only such as float32 can hold. */
        static OptionalDouble number(String value) {
            try {
                double number = Double.parseDouble(value);
                return Float.isFinite((float) number) ? OptionalDouble.of(number) : OptionalDouble.empty();
            } catch (NumberFormatException notANumber) {
                return OptionalDouble.empty();
            }
        }
    }

    /**
     * Categories, each a number of its own that is 1 where it is meant and else 0.
     *
     * @param places from 0, by category
     */
    record Categories(Map<String, Integer> places) implements Column {

        @Override
        public int width() {
            return places.size();
        }

        @Override
        public boolean write(String value, CanonicalWriter.Split to) throws IOException {
            @Nullable Integer place = places.get(value);
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
