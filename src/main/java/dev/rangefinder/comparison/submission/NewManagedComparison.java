package dev.rangefinder.comparison.submission;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.rangetest.submission.ExecutionMode;
import dev.rangefinder.run.place.DeviceKind;
import dev.rangefinder.run.place.Placement;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.shared.Check;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A comparison for the lanes of this service, and where among them.
 *
 * @param workload that of the range test if absent
 * @param flatness whether that of the minima is measured, too
 */
@JsonTypeName("managed")
public record NewManagedComparison(
        ComparisonTerms terms, @Nullable Workload workload, boolean flatness, Placement placement)
        implements ComparisonSubmission {

    public NewManagedComparison {
        terms.requireWorkload(workload);
        @Nullable List<NewEntry> entries = terms.entries();
        Check check = Check.fields();
        for (int i = 0; entries != null && i < entries.size(); i++) {
            check.that(
                    entries.get(i).trainingRuns() == null,
                    "entries/%d/training_runs".formatted(i),
                    entries.get(i).trainingRuns(),
                    "a schedule; trainings elsewhere take part in a comparison whose execution is reported");
        }
        check.orThrow();
    }

    @JsonCreator
    static NewManagedComparison of(
            @Nullable String name,
            @Nullable ExecutionMode execution,
            @Nullable UUID rangeTest,
            @Nullable Workload workload,
            @Nullable Long iterations,
            @Nullable Long epochs,
            @Nullable Integer repeats,
            @Nullable Long seed,
            @Nullable Evaluation evaluation,
            @Nullable Boolean flatness,
            @Nullable List<NewEntry> entries,
            @Nullable String baseline,
            @Nullable Double margin,
            @Nullable Map<String, String> tags,
            @Nullable String client,
            @Nullable Integer priority,
            @Nullable String lane,
            @Nullable DeviceKind device) {
        return new NewManagedComparison(
                ComparisonTerms.of(
                        name,
                        rangeTest,
                        iterations,
                        epochs,
                        repeats,
                        seed,
                        evaluation,
                        entries,
                        baseline,
                        margin,
                        tags),
                workload,
                flatness != null && flatness,
                Placement.of(client, priority, lane, device));
    }

    @Override
    public NewManagedComparison ofClient(String client) {
        return new NewManagedComparison(terms, workload, flatness, placement.ofClient(client));
    }
}
