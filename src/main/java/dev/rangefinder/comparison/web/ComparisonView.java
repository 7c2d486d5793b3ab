package dev.rangefinder.comparison.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rangefinder.comparison.Comparison;
import dev.rangefinder.comparison.submission.ComparisonOrder;
import dev.rangefinder.comparison.submission.Entry;
import dev.rangefinder.run.FailedAttempt;
import dev.rangefinder.run.FailureReason;
import dev.rangefinder.run.Run;
import dev.rangefinder.run.RunState;
import dev.rangefinder.run.place.DeviceKind;
import dev.rangefinder.run.spec.EndReason;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Workload;
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

/** A comparison as JSON. */
record ComparisonView(
        UUID id,
        @Nullable String name,
        RunState state,
        Workload workload,
        long iterations,
        double epochs,
        int repeats,
        long seed,
        Evaluation evaluation,
        List<EntryView> entries,
        String baseline,
        @Nullable Double margin,
        Map<String, String> tags,
        String client,
        int priority,
        @Nullable String lane,
        @Nullable DeviceKind device,
        long iterationsPerEpoch,
        @Nullable UUID rerunOf,
        @JsonProperty("extends") @Nullable UUID extended,
        GroupProgress progress,
        List<RunView> runs,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        Links links) {

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
            List<Warning> warnings) {

        static EntryView of(Entry entry, Comparison comparison) {
            return new EntryView(
                    entry.name(),
                    entry.schedule(),
                    entry.scheduleId(),
                    entry.rangeTest(),
                    ScheduleWarnings.of(
                            entry.schedule(),
                            comparison.order().iterations(),
                            OptionalLong.of(Math.max(1, comparison.iterationsPerEpoch()))));
        }
    }

    /**
     * One training.
     *
     * @param failures the attempts that failed, the first one first
     */
    record RunView(
            UUID id,
            String entry,
            int repeat,
            long seed,
            RunState state,
            int attempts,
            @Nullable String lane,
            long iterationsDone,
            @Nullable EndReason endReason,
            @Nullable FailureReason failureReason,
            List<FailedAttempt> failures,
            @Nullable String datasetHash,
            @Nullable Map<String, String> provenance) {

        static RunView of(Run run, Comparison comparison) {
            return new RunView(
                    run.getId(),
                    comparison.entryOf(run.repeat()).name(),
                    comparison.repeatOf(run.repeat()),
                    run.seed(),
                    run.state(),
                    run.attempt().number(),
                    run.lane().orElse(null),
                    run.iterationsDone(),
                    run.endReason().orElse(null),
                    run.failureReason().orElse(null),
                    run.failures(),
                    run.datasetHash().orElse(null),
                    run.provenance().orElse(null));
        }
    }

    /** Where the rest of it is. */
    record Links(String self, String result, String curve, String events) {

        static Links of(UUID id) {
            String self = ComparisonController.PATH + "/" + id;
            return new Links(self, self + "/result", self + "/curve", self + "/events");
        }
    }

    static ComparisonView of(Comparison comparison, List<Run> runs, Instant now) {
        ComparisonOrder order = comparison.order();
        return new ComparisonView(
                comparison.getId(),
                order.name(),
                comparison.state(),
                order.workload(),
                order.iterations(),
                (double) order.iterations() / Math.max(1, comparison.iterationsPerEpoch()),
                order.repeats(),
                order.seed(),
                order.evaluation(),
                order.entries().stream()
                        .map(entry -> EntryView.of(entry, comparison))
                        .toList(),
                order.baseline(),
                order.margin(),
                order.tags(),
                order.placement().client(),
                order.placement().priority(),
                order.placement().lane(),
                order.placement().device(),
                comparison.iterationsPerEpoch(),
                comparison.rerunOf().orElse(null),
                comparison.extended().orElse(null),
                GroupProgress.of(runs, Run::iterationsDone, now),
                runs.stream().map(run -> RunView.of(run, comparison)).toList(),
                comparison.createdAt(),
                comparison.startedAt().orElse(null),
                comparison.endedAt().orElse(null),
                Links.of(comparison.getId()));
    }
}
