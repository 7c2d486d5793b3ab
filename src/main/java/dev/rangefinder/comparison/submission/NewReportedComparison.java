package dev.rangefinder.comparison.submission;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.rangetest.submission.ExecutionMode;
import dev.rangefinder.rangetest.submission.ReportedWorkload;
import dev.rangefinder.report.curve.Reporting;
import dev.rangefinder.run.place.Placement;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.shared.Check;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A comparison that its client trains, and how it will be reported.
 *
 * @param evaluation how many samples the client measures on, which says what a difference of accuracies is worth
 * @param classes that the samples are told apart in; null where they are not, or where that is not known
 */
@JsonTypeName("reported")
public record NewReportedComparison(
        @Nullable String name,
        @JsonProperty(required = true) ExecutionMode execution,
        @Nullable UUID rangeTest,
        @Nullable ReportedWorkload workload,
        @Nullable Long iterations,
        @Nullable Long epochs,
        Integer repeats,
        Long seed,
        @JsonProperty(required = true) Evaluation evaluation,
        @Nullable Integer classes,
        @Nullable List<NewEntry> entries,
        @Nullable String baseline,
        @Nullable Double margin,
        Reporting reporting,
        Map<String, String> tags,
        String client)
        implements ComparisonSubmission {

    private static final int MOST_CLASSES = 1_000_000_000;

    public NewReportedComparison(
            @Nullable String name,
            ExecutionMode execution,
            @Nullable UUID rangeTest,
            @Nullable ReportedWorkload workload,
            @Nullable Long iterations,
            @Nullable Long epochs,
            @Nullable Integer repeats,
            @Nullable Long seed,
            Evaluation evaluation,
            @Nullable Integer classes,
            @Nullable List<NewEntry> entries,
            @Nullable String baseline,
            @Nullable Double margin,
            @Nullable Reporting reporting,
            @Nullable Map<String, String> tags,
            @Nullable String client) {
        this.name = name;
        this.execution = execution;
        this.rangeTest = rangeTest;
        this.workload = workload;
        this.iterations = iterations;
        this.epochs = epochs;
        this.repeats = repeats == null ? USUAL_REPEATS : repeats;
        this.seed = seed == null ? 0 : seed;
        this.evaluation = evaluation;
        this.classes = classes;
        this.entries = entries;
        this.baseline = baseline;
        this.margin = margin;
        this.reporting = reporting == null ? Reporting.PLAIN : reporting;
        this.tags = tags == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(tags));
        this.client = Placement.of(client, null, null, null).client();
        Check.fields()
                .present("evaluation", evaluation)
                .that(
                        classes == null || (classes >= 2 && classes <= MOST_CLASSES),
                        "classes",
                        classes,
                        "a whole number from 2 to %d, or nothing".formatted(MOST_CLASSES))
                .orThrow();
        ComparisonSubmission.check(this, workload != null);
        Check check = Check.fields();
        Set<UUID> taken = new HashSet<>();
        for (int i = 0; entries != null && i < entries.size(); i++) {
            @Nullable List<UUID> trainings = entries.get(i).trainingRuns();
            check.that(
                    trainings == null || trainings.size() == this.repeats,
                    "entries/%d/training_runs".formatted(i),
                    trainings == null ? null : trainings.size() + " trainings",
                    "one for each of the %d repeats".formatted(this.repeats));
            check.that(
                    trainings == null || trainings.stream().allMatch(taken::add),
                    "entries/%d/training_runs".formatted(i),
                    trainings,
                    "ids that no other entry has");
        }
        check.orThrow();
    }

    @Override
    public NewReportedComparison ofClient(String other) {
        return new NewReportedComparison(
                name,
                execution,
                rangeTest,
                workload,
                iterations,
                epochs,
                repeats,
                seed,
                evaluation,
                classes,
                entries,
                baseline,
                margin,
                reporting,
                tags,
                other);
    }

    @Override
    public Placement placement() {
        return Placement.of(client, null, null, null);
    }
}
