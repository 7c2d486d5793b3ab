package dev.rangefinder.rangetest.submission;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is to be different when a range test is run again; what is absent stays as it was. */
public record Rerun(
        @Nullable String name,
        @Nullable Integer repeats,
        @Nullable Long seed,
        @Nullable Map<String, String> tags) {

    public static final Rerun UNCHANGED = new Rerun(null, null, null, null);

    public Submission of(Submission origin) {
        CommonTerms before = origin.terms();
        return origin.with(new CommonTerms(
                name == null ? before.name() : name,
                before.sweep(),
                repeats == null ? before.repeats() : repeats,
                seed == null ? before.seed() : seed,
                tags == null ? before.tags() : tags,
                before.refineIterations()));
    }
}
