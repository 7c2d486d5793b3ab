package dev.rangefinder.comparison.submission;

import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.Tags;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is to be different when a comparison is run again; what is absent stays as it was. */
public record Rerun(
        @Nullable String name,
        @Nullable Integer repeats,
        @Nullable Long seed,
        @Nullable Map<String, String> tags) {

    public static final Rerun UNCHANGED = new Rerun(null, null, null, null);

    public Rerun {
        Check check = Check.fields()
                .that(
                        name == null || Tags.isText(name, ComparisonOrder.LONGEST_NAME),
                        "name",
                        name,
                        "1 to 200 characters");
        Tags.check(check, tags == null ? Map.of() : tags);
        check.orThrow();
    }

    public ComparisonOrder of(ComparisonOrder origin) {
        Budget budget = origin.budget();
        return new ComparisonOrder(
                name == null ? origin.name() : name,
                origin.trained(),
                new Budget(
                        budget.iterations(),
                        repeats == null ? budget.repeats() : repeats,
                        seed == null ? budget.seed() : seed,
                        budget.evaluation()),
                origin.entries(),
                origin.baseline(),
                origin.margin(),
                tags == null ? origin.tags() : new TreeMap<>(tags),
                origin.placement());
    }
}
