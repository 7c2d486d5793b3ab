package dev.rangefinder.dataset.format.table;

import dev.rangefinder.dataset.samples.CanonicalWriter;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What a value of the column that is to be learned becomes. */
public sealed interface Label {

    /** What a value must be. */
    String expected();

    /**
     * Writes what a value becomes.
     *
     * @return whether it can be
     */
    boolean write(String value, CanonicalWriter.Split to) throws IOException;

    /**
     * Classes.
     *
     * @param places from 0, by their names in the table
     */
    record Classes(Map<String, Integer> places) implements Label {

        @Override
        public String expected() {
            return "a class that is among the rows for training";
        }

        @Override
        public boolean write(String value, CanonicalWriter.Split to) throws IOException {
            @Nullable Integer place = places.get(value);
            if (place == null) {
                return false;
            }
            to.labels().label(place);
            return true;
        }
    }

    /** Numbers, as they are. */
    record Amounts(Numerals numerals) implements Label {

        static final String EXPECTED = "a number, which float32 holds";

        @Override
        public String expected() {
            return EXPECTED;
        }

        @Override
        public boolean write(String value, CanonicalWriter.Split to) throws IOException {
            OptionalDouble number = numerals.number(value);
            if (number.isEmpty()) {
                return false;
            }
            to.labels().target((float) number.getAsDouble());
            return true;
        }
    }
}
