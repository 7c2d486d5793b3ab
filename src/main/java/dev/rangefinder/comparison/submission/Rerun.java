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
        return new ComparisonOrder(
                name == null ? origin.name() : name,
                origin.workload(),
                origin.reported(),
                origin.classes(),
                origin.iterations(),
                repeats == null ? origin.repeats() : repeats,
                seed == null ? origin.seed() : seed,
                origin.evaluation(),
                origin.flatness(),
                origin.entries(),
                origin.baseline(),
                origin.margin(),
                tags == null ? origin.tags() : new TreeMap<>(tags),
                origin.placement());
    }
}
