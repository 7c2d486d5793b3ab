package dev.rangefinder.rangetest.web;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.rangefinder.dataset.samples.Task.Score;
import dev.rangefinder.rangetest.RangeTest;
import dev.rangefinder.rangetest.submission.ExecutionMode;
import dev.rangefinder.rangetest.submission.ReportedTerms;
import dev.rangefinder.rangetest.submission.Sweep;
import dev.rangefinder.rangetest.submission.Verify;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.Verdict;
import dev.rangefinder.recommendation.race.Race.Trial;
import dev.rangefinder.recommendation.race.RacePlan;
import dev.rangefinder.report.ReportSettings;
import dev.rangefinder.report.ReportStatus;
import dev.rangefinder.report.web.ReporterView;
import dev.rangefinder.run.FailedAttempt;
import dev.rangefinder.run.FailureReason;
import dev.rangefinder.run.LaunchFailure;
import dev.rangefinder.run.Run;
import dev.rangefinder.run.RunState;
import dev.rangefinder.run.place.Placement;
import dev.rangefinder.run.spec.EndReason;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.web.GroupProgress;
import dev.rangefinder.training.web.TrainingSummary;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A range test as JSON; what its parts say stands side by side there. */
record RangeTestView(
        UUID id,
        @JsonUnwrapped Asked asked,
        @JsonUnwrapped Standing standing,
        @JsonUnwrapped Relatives relatives,
        @JsonUnwrapped Outcome outcome,
        Links links) {

    /** What was asked for, with what was left out. */
    record Asked(
            @Nullable String name,
            ExecutionMode execution,
            Object workload,
            Sweep sweep,
            @Nullable Evaluation evaluation,
            @Nullable ReporterView reporting,
            int repeats,
            long seed,
            Map<String, String> tags,
            @JsonUnwrapped Placement placement,
            @Nullable Long refineIterations,
            @Nullable VerifyView verify) {

        static Asked of(RangeTest rangeTest, ReportSettings settings) {
            Optional<ReportedTerms> reported = rangeTest.reported();
            return new Asked(
                    rangeTest.name(),
                    reported.isPresent() ? ExecutionMode.REPORTED : ExecutionMode.MANAGED,
                    reported.<Object>map(ReportedTerms::workload)
                            .or(rangeTest::workload)
                            .orElseThrow(),
                    rangeTest.sweep(),
                    rangeTest.evaluation().orElse(null),
                    reported.map(terms -> ReporterView.of(terms.reporting(), settings))
                            .orElse(null),
                    rangeTest.repeats(),
                    rangeTest.seed(),
                    rangeTest.tags(),
                    rangeTest.placement(),
                    rangeTest.refineIterations().orElse(null),
                    rangeTest.verify().map(VerifyView::of).orElse(null));
        }
    }

    /** How far it has come. */
    record Standing(
            RunState state,
            long iterationsPerEpoch,
            @Nullable Double trivialLoss,
            @Nullable Score score,
            GroupProgress progress,
            List<RunView> runs,
            Instant createdAt,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt) {

        static Standing of(
                RangeTest rangeTest, List<Run> runs, Map<UUID, ReportStatus> reported, Detail detail, Instant now) {
            return new Standing(
                    rangeTest.state(),
                    rangeTest.iterationsPerEpoch(),
                    rangeTest.reported().isPresent()
                            ? null
                            : rangeTest.trivialLoss().orElse(null),
                    rangeTest.score().orElse(null),
                    GroupProgress.of(runs, run -> iterationsDone(run, reported.get(run.getId())), now),
                    runs.stream()
                            .map(run ->
                                    RunView.of(run, rangeTest.trialOf(run.repeat()), reported.get(run.getId()), detail))
                            .toList(),
                    rangeTest.createdAt(),
                    rangeTest.startedAt().orElse(null),
                    rangeTest.endedAt().orElse(null));
        }
    }

    /** The range tests that it came from, and that came from it. */
    record Relatives(
            @Nullable UUID rerunOf,
            @Nullable UUID refines,
            @Nullable UUID refinedBy) {

        static Relatives of(RangeTest rangeTest) {
            return new Relatives(
                    rangeTest.rerunOf().orElse(null),
                    rangeTest.refines().orElse(null),
                    rangeTest.refinedBy().orElse(null));
        }
    }

    /**
     * What came of it.
     *
     * @param trainingRuns the latest that use it
     */
    record Outcome(@Nullable Verdict verdict, @Nullable List<TrainingSummary> trainingRuns) {

        static Outcome of(RangeTest rangeTest, List<TrainingSummary> trainings) {
            return new Outcome(
                    rangeTest.recommendation().map(Recommendation::verdict).orElse(null),
                    trainings.isEmpty() ? null : trainings);
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
     * How the recommendation is checked.
     *
     * @param iterationsAtMost that the rungs take together
     */
    record VerifyView(long iterations, int repeats, long iterationsAtMost, List<RacePlan.Rung> rungs) {

        static VerifyView of(Verify verify) {
            RacePlan plan = verify.plan();
            return new VerifyView(verify.iterations(), verify.repeats(), plan.iterations(), plan.rungs());
        }
    }

    /**
     * One repeat of the sweep, or a training that checks its recommendation.
     *
     * @param repeat the number of the run within the test
     * @param rung of a training that checks the recommendation, the first one 1
     * @param entrant whose cycle it was trained with
     * @param failures the attempts that failed, the first one first
     * @param launchFailure why its latest attempt never began
     * @param stderr the last of what the trainer wrote there, when the run is failed
     */
    record RunView(
            UUID id,
            int repeat,
            @Nullable Integer rung,
            @Nullable String entrant,
            long seed,
            RunState state,
            int attempts,
            @Nullable String lane,
            long iterationsDone,
            @Nullable Long receivedThrough,
            @Nullable EndReason endReason,
            @Nullable FailureReason failureReason,
            List<FailedAttempt> failures,
            @Nullable LaunchFailure launchFailure,
            @Nullable String stderr,
            @Nullable String datasetHash,
            @Nullable Map<String, String> provenance) {

        static RunView of(Run run, Optional<Trial> trial, @Nullable ReportStatus reported, Detail detail) {
            boolean saysAll = detail == Detail.WHOLE && run.state() == RunState.FAILED;
            return new RunView(
                    run.getId(),
                    run.repeat(),
                    trial.map(training -> training.rung() + 1).orElse(null),
                    trial.map(training -> training.entrant().name()).orElse(null),
                    run.seed(),
                    run.state(),
                    run.attempt().number(),
                    run.lane().orElse(null),
                    RangeTestView.iterationsDone(run, reported),
                    reported == null ? null : reported.receivedThrough(),
                    run.endReason().orElse(null),
                    run.failureReason().orElse(null),
                    run.failures(),
                    run.launchFailure().orElse(null),
                    saysAll ? run.stderr().orElse(null) : null,
                    run.datasetHash().orElse(null),
                    run.provenance().orElse(null));
        }
    }

    /** Where the rest of it is. */
    record Links(
            String self,
            String curve,
            String ladder,
            @Nullable String next,
            @Nullable String observations,
            String recommendation,
            String transfer,
            String nearest,
            String schedule,
            String events,
            String trainingRuns) {

        static Links of(RangeTest rangeTest) {
            String self = RangeTestController.PATH + "/" + rangeTest.getId();
            return new Links(
                    self,
                    self + "/curve",
                    self + "/ladder",
                    rangeTest.reported().map(terms -> self + ":next").orElse(null),
                    rangeTest.reported().map(terms -> self + "/observations").orElse(null),
                    self + "/recommendation",
                    self + "/recommendation/transfer",
                    self + "/nearest",
                    self + "/schedule",
                    self + "/events",
                    "/v1/training-runs?range_test=" + rangeTest.getId());
        }
    }

    private static long iterationsDone(Run run, @Nullable ReportStatus reported) {
        return reported == null ? run.iterationsDone() : reported.iterationsDone();
    }

    /**
     * Shows a range test.
     *
     * @param reported where its runs stand, if they are reported
     * @param trainings the latest that use it
     */
    static RangeTestView of(
            RangeTest rangeTest,
            List<Run> runs,
            Map<UUID, ReportStatus> reported,
            List<TrainingSummary> trainings,
            ReportSettings settings,
            Detail detail,
            Instant now) {
        return new RangeTestView(
                rangeTest.getId(),
                Asked.of(rangeTest, settings),
                Standing.of(rangeTest, runs, reported, detail, now),
                Relatives.of(rangeTest),
                Outcome.of(rangeTest, trainings),
                Links.of(rangeTest));
    }
}
