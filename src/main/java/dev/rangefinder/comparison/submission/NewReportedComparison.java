package dev.rangefinder.comparison.submission;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.rangetest.submission.ExecutionMode;
import dev.rangefinder.rangetest.submission.ReportedWorkload;
import dev.rangefinder.report.curve.Reporting;
import dev.rangefinder.run.place.Placement;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.Wording;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A comparison that its client trains, and how it will be reported. Its evaluation says how many samples the client
 * measures on, and so what a difference of accuracies is worth.
 *
 * @param workload that of the range test if absent
 * @param classes that the samples are told apart in; null where they are not, or where that is not known
 */
@JsonTypeName("reported")
public record NewReportedComparison(
        ComparisonTerms terms,
        @Nullable ReportedWorkload workload,
        @Nullable Integer classes,
        Reporting reporting,
        Placement placement)
        implements ComparisonSubmission {

    private static final int MOST_CLASSES = 1_000_000_000;

    public NewReportedComparison {
        Check.fields()
                .present("evaluation", terms.evaluation())
                .that(
                        classes == null || (classes >= 2 && classes <= MOST_CLASSES),
                        "classes",
                        classes,
                        "a whole number from 2 to %d, or nothing".formatted(MOST_CLASSES))
                .orThrow();
        terms.requireWorkload(workload);
        checkTrainings(terms);
    }

    @JsonCreator
    static NewReportedComparison of(
            @Nullable String name,
            @JsonProperty(required = true) ExecutionMode execution,
            @Nullable UUID rangeTest,
            @Nullable ReportedWorkload workload,
            @Nullable Long iterations,
            @Nullable Long epochs,
            @Nullable Integer repeats,
            @Nullable Long seed,
            @JsonProperty(required = true) @Nullable Evaluation evaluation,
            @Nullable Integer classes,
            @Nullable List<NewEntry> entries,
            @Nullable String baseline,
            @Nullable Double margin,
            @Nullable Reporting reporting,
            @Nullable Map<String, String> tags,
            @Nullable String client) {
        return new NewReportedComparison(
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
                classes,
                reporting == null ? Reporting.PLAIN : reporting,
                Placement.of(client, null, null, null));
    }

    private static void checkTrainings(ComparisonTerms terms) {
        @Nullable List<NewEntry> entries = terms.entries();
        Check check = Check.fields();
        Set<UUID> taken = new HashSet<>();
        for (int i = 0; entries != null && i < entries.size(); i++) {
            @Nullable List<UUID> trainings = entries.get(i).trainingRuns();
            check.that(
                    trainings == null || trainings.size() == terms.repeats(),
                    "entries/%d/training_runs".formatted(i),
                    trainings == null ? null : trainings.size() + " trainings",
                    "one for each of %s".formatted(Wording.count(terms.repeats(), "repeat")));
            check.that(
                    trainings == null || trainings.stream().allMatch(taken::add),
                    "entries/%d/training_runs".formatted(i),
                    trainings,
                    "ids that no other entry has");
        }
        check.orThrow();
    }

    @Override
    public NewReportedComparison ofClient(String client) {
        return new NewReportedComparison(terms, workload, classes, reporting, placement.ofClient(client));
    }
}
