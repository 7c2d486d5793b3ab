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
        @Nullable String newName = name == null ? origin.name() : name;
        Integer newRepeats = repeats == null ? origin.repeats() : repeats;
        Long newSeed = seed == null ? origin.seed() : seed;
        Map<String, String> newTags = tags == null ? origin.tags() : tags;
        return switch (origin) {
            case ManagedSubmission managed ->
                new ManagedSubmission(
                        newName,
                        managed.workload(),
                        managed.sweep(),
                        managed.evaluation(),
                        newRepeats,
                        newSeed,
                        newTags,
                        managed.execution(),
                        managed.client(),
                        managed.priority(),
                        managed.lane(),
                        managed.device(),
                        managed.refine(),
                        managed.refineIterations(),
                        managed.verify());
            case ReportedSubmission reported ->
                new ReportedSubmission(
                        newName,
                        reported.execution(),
                        reported.workload(),
                        reported.sweep(),
                        reported.reporting(),
                        newRepeats,
                        newSeed,
                        newTags,
                        reported.client());
        };
    }
}
