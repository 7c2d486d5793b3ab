package dev.rangefinder.comparison.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.rangefinder.comparison.Comparison;
import dev.rangefinder.comparison.submission.Budget;
import dev.rangefinder.comparison.submission.ComparisonOrder;
import dev.rangefinder.comparison.submission.Entry;
import dev.rangefinder.comparison.submission.Trained;
import dev.rangefinder.dataset.samples.Task.Score;
import dev.rangefinder.rangetest.submission.ExecutionMode;
import dev.rangefinder.report.ReportSettings;
import dev.rangefinder.report.ReportStatus;
import dev.rangefinder.report.web.ReporterView;
import dev.rangefinder.run.FailedAttempt;
import dev.rangefinder.run.FailureReason;
import dev.rangefinder.run.Run;
import dev.rangefinder.run.RunState;
import dev.rangefinder.run.place.Placement;
import dev.rangefinder.run.spec.EndReason;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.web.GroupProgress;
import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.schedule.ScheduleWarnings;
import dev.rangefinder.schedule.ScheduleWarnings.Warning;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A comparison as JSON; what its parts say stands side by side there. */
record ComparisonView(
        UUID id,
        @JsonUnwrapped Asked asked,
        @JsonUnwrapped Standing standing,
        @JsonUnwrapped Relatives relatives,
        Links links) {

    /** What was asked for, with what was left out. */
    record Asked(
            @Nullable String name,
            @JsonUnwrapped TrainedView trained,
            @JsonUnwrapped BudgetView budget,
            List<EntryView> entries,
            String baseline,
            @Nullable Double margin,
            Map<String, String> tags,
            @JsonUnwrapped Placement placement) {

        static Asked of(Comparison comparison, ReportSettings settings) {
            ComparisonOrder order = comparison.order();
            return new Asked(
                    order.name(),
                    TrainedView.of(order.trained(), settings),
                    BudgetView.of(order, comparison.iterationsPerEpoch()),
                    order.entries().stream()
                            .map(entry -> EntryView.of(entry, comparison))
                            .toList(),
                    order.baseline(),
                    order.margin(),
                    order.tags(),
                    order.placement());
        }
    }

    /** What is trained, and who does. */
    record TrainedView(
            ExecutionMode execution,
            Object workload,
            boolean flatness,
            @Nullable Integer classes,
            @Nullable ReporterView reporting) {

        static TrainedView of(Trained trained, ReportSettings settings) {
            return switch (trained) {
                case Trained.Managed managed ->
                    new TrainedView(ExecutionMode.MANAGED, managed.workload(), managed.flatness(), null, null);
                case Trained.Reported reported ->
                    new TrainedView(
                            ExecutionMode.REPORTED,
                            reported.terms().workload(),
                            false,
                            reported.classes(),
                            ReporterView.of(reported.terms().reporting(), settings));
            };
        }
    }

    /** What each schedule is given. */
    record BudgetView(long iterations, double epochs, int repeats, long seed, Evaluation evaluation) {

        static BudgetView of(ComparisonOrder order, long iterationsPerEpoch) {
            Budget budget = order.budget();
            return new BudgetView(
                    budget.iterations(),
                    (double) budget.iterations() / Math.max(1, iterationsPerEpoch),
                    budget.repeats(),
                    budget.seed(),
                    budget.evaluation());
        }
    }

    /** How far it has come. */
    record Standing(
            RunState state,
            long iterationsPerEpoch,
            @Nullable Score score,
            GroupProgress progress,
            List<RunView> runs,
            Instant createdAt,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt) {

        static Standing of(Comparison comparison, List<Run> runs, Map<UUID, ReportStatus> reported, Instant now) {
            return new Standing(
                    comparison.state(),
                    comparison.iterationsPerEpoch(),
                    comparison.score().orElse(null),
                    GroupProgress.of(runs, run -> iterationsDone(run, reported.get(run.getId())), now),
                    runs.stream()
                            .map(run -> RunView.of(run, reported.get(run.getId()), comparison))
                            .toList(),
                    comparison.createdAt(),
                    comparison.startedAt().orElse(null),
                    comparison.endedAt().orElse(null));
        }
    }

    /** The comparisons that it came from. */
    record Relatives(
            @Nullable UUID rerunOf,
            @JsonProperty("extends") @Nullable UUID extended) {

        static Relatives of(Comparison comparison) {
            return new Relatives(
                    comparison.rerunOf().orElse(null), comparison.extended().orElse(null));
        }
    }

    /**
     * A schedule that takes part.
     *
     * @param warnings what the literature would object to in a run of it
     */
    record EntryView(
            String name,
            Schedule schedule,
            @Nullable String scheduleId,
            @Nullable UUID rangeTest,
            @Nullable List<UUID> trainingRuns,
            List<Warning> warnings) {

        static EntryView of(Entry entry, Comparison comparison) {
            return new EntryView(
                    entry.name(),
                    entry.schedule(),
                    entry.scheduleId(),
                    entry.rangeTest(),
                    entry.trainingRuns(),
                    ScheduleWarnings.of(
                            entry.schedule(),
                            comparison.order().budget().iterations(),
                            OptionalLong.of(Math.max(1, comparison.iterationsPerEpoch()))));
        }
    }

    /**
     * One training.
     *
     * @param number of the run within the comparison, by which it is reported
     * @param failures the attempts that failed, the first one first
     */
    record RunView(
            UUID id,
            int number,
            String entry,
            int repeat,
            long seed,
            RunState state,
            int attempts,
            @Nullable String lane,
            long iterationsDone,
            @Nullable Long receivedThrough,
            @Nullable EndReason endReason,
            @Nullable FailureReason failureReason,
            List<FailedAttempt> failures,
            @Nullable String datasetHash,
            @Nullable Map<String, String> provenance) {

        static RunView of(Run run, @Nullable ReportStatus reported, Comparison comparison) {
            return new RunView(
                    run.getId(),
                    run.repeat(),
                    comparison.entryOf(run.repeat()).name(),
                    comparison.repeatOf(run.repeat()),
                    run.seed(),
                    run.state(),
                    run.attempt().number(),
                    run.lane().orElse(null),
                    ComparisonView.iterationsDone(run, reported),
                    reported == null ? null : reported.receivedThrough(),
                    run.endReason().orElse(null),
                    run.failureReason().orElse(null),
                    run.failures(),
                    run.datasetHash().orElse(null),
                    run.provenance().orElse(null));
        }
    }

    /** Where the rest of it is. */
    record Links(
            String self,
            String result,
            String curve,
            String events,
            @Nullable String next,
            @Nullable String observations) {

        static Links of(UUID id, boolean isReported) {
            String self = ComparisonController.PATH + "/" + id;
            return new Links(
                    self,
                    self + "/result",
                    self + "/curve",
                    self + "/events",
                    isReported ? self + ":next" : null,
                    isReported ? self + "/observations" : null);
        }
    }

    private static long iterationsDone(Run run, @Nullable ReportStatus reported) {
        return reported == null ? run.iterationsDone() : reported.iterationsDone();
    }

    /**
     * Shows a comparison.
     *
     * @param reported where those of its runs stand that are reported
     */
    static ComparisonView of(
            Comparison comparison,
            List<Run> runs,
            Map<UUID, ReportStatus> reported,
            ReportSettings settings,
            Instant now) {
        return new ComparisonView(
                comparison.getId(),
                Asked.of(comparison, settings),
                Standing.of(comparison, runs, reported, now),
                Relatives.of(comparison),
                Links.of(comparison.getId(), comparison.order().trained() instanceof Trained.Reported));
    }
}
