package dev.rangefinder.rangetest;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is to be different when a range test is run again; what is absent stays as it was. */
public record Rerun(
        @Nullable String name,
        @Nullable Integer repeats,
        @Nullable Long seed,
        @Nullable Map<String, String> tags) {

    public static final Rerun UNCHANGED = new Rerun(null, null, null, null);

    Submission of(Submission origin) {
        return new Submission(
                name == null ? origin.name() : name,
                origin.workload(),
                origin.sweep(),
                origin.evaluation(),
                repeats == null ? origin.repeats() : repeats,
                seed == null ? origin.seed() : seed,
                tags == null ? origin.tags() : tags,
                origin.execution(),
                origin.client(),
                origin.priority(),
                origin.lane(),
                origin.device());
    }
}
