package dev.rangefinder.rangetest.web;

import dev.rangefinder.rangetest.Execution;
import dev.rangefinder.rangetest.RangeTest;
import dev.rangefinder.rangetest.Sweep;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.Verdict;
import dev.rangefinder.run.DeviceKind;
import dev.rangefinder.run.FailedAttempt;
import dev.rangefinder.run.FailureReason;
import dev.rangefinder.run.RunState;
import dev.rangefinder.run.TrainingRun;
import dev.rangefinder.run.spec.EndReason;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Workload;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A range test as JSON. */
record RangeTestView(
        UUID id,
        @Nullable String name,
        RunState state,
        Execution execution,
        Workload workload,
        Sweep sweep,
        Evaluation evaluation,
        int repeats,
        long seed,
        Map<String, String> tags,
        String client,
        int priority,
        @Nullable String lane,
        @Nullable DeviceKind device,
        long iterationsPerEpoch,
        @Nullable UUID rerunOf,
        @Nullable Verdict verdict,
        Progress progress,
        List<RunView> runs,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        Links links) {

    /**
     * How far it is.
     *
     * @param iterationsPerSecond of the runs that train at this moment, together; absent when none does
     * @param secondsLeft at that rate; absent when the rate is
     */
    record Progress(
            long iterationsDone,
            long iterations,
            @Nullable Double iterationsPerSecond,
            @Nullable Double secondsLeft) {

        static Progress of(List<TrainingRun> runs, Instant now) {
            long done = runs.stream().mapToLong(TrainingRun::iterationsDone).sum();
            long left = runs.stream()
                    .filter(run -> !run.state().isFinal())
                    .mapToLong(run -> run.iterations() - run.iterationsDone())
                    .sum();
            double rate = runs.stream()
                    .map(run -> run.rate(now))
                    .flatMapToDouble(OptionalDouble::stream)
                    .sum();
            long all = runs.stream().mapToLong(TrainingRun::iterations).sum();
            return new Progress(done, all, rate > 0 ? rate : null, rate > 0 ? left / rate : null);
        }
    }

    /** How much is told. */
    enum Detail {
        /** What a list needs. */
        BRIEF,
        /** Also what the trainer of a failed run wrote to stderr, up to 64 kB each. */
        WHOLE
    }

    /**
     * One repeat.
     *
     * @param failures the attempts that failed, the first one first
     * @param stderr the last of what the trainer wrote there, when the run is failed
     */
    record RunView(
            UUID id,
            int repeat,
            long seed,
            RunState state,
            int attempts,
            @Nullable String lane,
            long iterationsDone,
            @Nullable EndReason endReason,
            @Nullable FailureReason failureReason,
            List<FailedAttempt> failures,
            @Nullable String stderr,
            String datasetHash,
            @Nullable Map<String, String> provenance) {

        static RunView of(TrainingRun run, Detail detail) {
            boolean saysAll = detail == Detail.WHOLE && run.state() == RunState.FAILED;
            return new RunView(
                    run.getId(),
                    run.repeat(),
                    run.seed(),
                    run.state(),
                    run.attempt().number(),
                    run.lane().orElse(null),
                    run.iterationsDone(),
                    run.endReason().orElse(null),
                    run.failureReason().orElse(null),
                    run.failures(),
                    saysAll ? run.stderr().orElse(null) : null,
                    run.datasetHash(),
                    run.provenance().orElse(null));
        }
    }

    /** Where the rest of it is. */
    record Links(String self, String curve, String recommendation, String schedule, String events) {

        static Links of(UUID id) {
            String self = RangeTestController.PATH + "/" + id;
            return new Links(self, self + "/curve", self + "/recommendation", self + "/schedule", self + "/events");
        }
    }

    static RangeTestView of(RangeTest rangeTest, List<TrainingRun> runs, Detail detail, Instant now) {
        return new RangeTestView(
                rangeTest.getId(),
                rangeTest.name(),
                rangeTest.state(),
                Execution.MANAGED,
                rangeTest.workload(),
                rangeTest.sweep(),
                rangeTest.evaluation(),
                rangeTest.repeats(),
                rangeTest.seed(),
                rangeTest.tags(),
                rangeTest.placement().client(),
                rangeTest.placement().priority(),
                rangeTest.placement().lane(),
                rangeTest.placement().device(),
                rangeTest.iterationsPerEpoch(),
                rangeTest.rerunOf().orElse(null),
                rangeTest.recommendation().map(Recommendation::verdict).orElse(null),
                Progress.of(runs, now),
                runs.stream().map(run -> RunView.of(run, detail)).toList(),
                rangeTest.createdAt(),
                rangeTest.startedAt().orElse(null),
                rangeTest.endedAt().orElse(null),
                Links.of(rangeTest.getId()));
    }
}
