package dev.rangefinder.shared;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with the values of a record, so that all of it is said at once. */
public final class Check {

    private final List<Violation> violations = new ArrayList<>();

    public static Check fields() {
        return new Check();
    }

    public Check that(boolean holds, String field, @Nullable Object value, String expected) {
        if (!holds) {
            violations.add(new Violation(field, value, expected));
        }
        return this;
    }

    public Check positive(String field, double value) {
        return that(value > 0 && Double.isFinite(value), field, value, "a finite number above 0");
    }

    public Check notNegative(String field, double value) {
        return that(value >= 0 && Double.isFinite(value), field, value, "a finite number, 0 or more");
    }

    public Check between(String field, long value, long least, long most) {
        return that(
                value >= least && value <= most, field, value, "a whole number from %d to %d".formatted(least, most));
    }

    public Check present(String field, @Nullable Object value) {
        return that(value != null, field, null, "a value");
    }

    /**
     * Ends the check.
     *
     * @throws InvalidValuesException if any of the checks did not hold
     */
    public void orThrow() {
        if (!violations.isEmpty()) {
            throw new InvalidValuesException(violations);
        }
    }
}
