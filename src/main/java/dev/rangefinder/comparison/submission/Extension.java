package dev.rangefinder.comparison.submission;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rangefinder.shared.Check;

/**
 * Further repeats of a comparison that is over.
 *
 * @param repeats how many more of each entry
 */
public record Extension(@JsonProperty(required = true) int repeats) {

    public Extension {
        Check.fields().between("repeats", repeats, 1, Budget.MOST_REPEATS).orThrow();
    }

    public ComparisonOrder of(ComparisonOrder origin) {
        int before = origin.budget().repeats();
        Check.fields()
                .that(
                        before + repeats <= Budget.MOST_REPEATS,
                        "repeats",
                        repeats,
                        "at most %d, as there are %d already".formatted(Budget.MOST_REPEATS - before, before))
                .orThrow();
        return new Rerun(null, before + repeats, null, null).of(origin);
    }
}
