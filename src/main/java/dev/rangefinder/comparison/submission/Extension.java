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
        Check.fields()
                .between("repeats", repeats, 1, ComparisonOrder.MOST_REPEATS)
                .orThrow();
    }

    public ComparisonOrder of(ComparisonOrder origin) {
        Check.fields()
                .that(
                        origin.repeats() + repeats <= ComparisonOrder.MOST_REPEATS,
                        "repeats",
                        repeats,
                        "at most %d, as there are %d already"
                                .formatted(ComparisonOrder.MOST_REPEATS - origin.repeats(), origin.repeats()))
                .orThrow();
        return new Rerun(null, origin.repeats() + repeats, null, null).of(origin);
    }
}
