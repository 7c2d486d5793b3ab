package dev.rangefinder.rangetest;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.Observation;
import dev.rangefinder.curve.Observation.Validation;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.rangetest.submission.ReportedTerms;
import dev.rangefinder.rangetest.submission.Verify;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.Verification.Training;
import dev.rangefinder.recommendation.race.Race;
import dev.rangefinder.recommendation.race.Race.Trial;
import dev.rangefinder.recommendation.race.RacePlan;
import dev.rangefinder.report.Reports;
import dev.rangefinder.run.ManagedOrder;
import dev.rangefinder.run.Purpose;
import dev.rangefinder.run.ReportedOrder;
import dev.rangefinder.run.Run;
import dev.rangefinder.run.RunState;
import dev.rangefinder.run.Runs;
import dev.rangefinder.run.spec.EndReason;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.schedule.Triangular2;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Has recommendations checked by training with them, where the client wants that. The trainings are further runs of the
 * range test, so that they are queued, or handed out, watched, repeated and cancelled with it; each rung follows in the
 * transaction that ends the one before.
 */
@Component
class Races {

    /** As in a comparison: all test samples of most data sets. */
    private static final int SAMPLES = 10_000;

    private final RangeTests rangeTests;
    private final Runs runs;
    private final Reports reports;

    Races(RangeTests rangeTests, Runs runs, Reports reports) {
        this.rangeTests = rangeTests;
        this.runs = runs;
        this.reports = reports;
    }

    /**
     * Puts the first trainings into the queue when the sweep has been read.
     *
     * @return what the test ends with, if nothing is to be trained
     */
    Optional<Recommendation> start(RangeTest rangeTest, Recommendation recommendation) {
        Optional<RacePlan> plan = rangeTest.racePlan();
        if (plan.isEmpty() || rangeTest.refinedBy().isPresent()) {
            return Optional.of(recommendation);
        }
        Optional<Judged> judged = rangeTest.reported().isPresent()
                ? rangeTest.verify().map(Judged::of)
                : rangeTests.layoutOfSameData(rangeTest).map(Judged::of);
        if (judged.isEmpty()) {
            return Optional.of(recommendation.withDiagnosis(
                    "not_verified: the data set is gone or is another by now, or the uploaded model is gone."));
        }
        enqueue(
                rangeTest,
                Race.of(
                        recommendation,
                        plan.get(),
                        judged.get().classes(),
                        judged.get().samples()));
        return Optional.empty();
    }

    /** What the trainings are judged on. */
    private record Judged(int classes, long samples) {

        static Judged of(Layout layout) {
            return new Judged(layout.classes(), Math.min(SAMPLES, layout.testSamples()));
        }

        /** Of a test that its client trains. */
        static Judged of(Verify verify) {
            return new Judged(Objects.requireNonNull(verify.classes()), Objects.requireNonNull(verify.samples()));
        }
    }

    /**
     * Goes on with a race whose rung is over.
     *
     * @return what the test ends with, if that was the last one
     */
    Optional<Recommendation> goOn(RangeTest rangeTest, Race running, List<Run> all) {
        Race race = running.after(trial -> all.stream()
                .filter(run -> run.repeat() == rangeTest.numberOf(trial))
                .findFirst()
                .flatMap(run -> training(trial, run, running.guess())));
        if (race.isOver()) {
            rangeTest.race(race);
            return Optional.of(race.recommendation());
        }
        enqueue(rangeTest, race);
        return Optional.empty();
    }

    /** One whose loss was no longer a number counts as a guess; one that failed says nothing. */
    private Optional<Training> training(Trial trial, Run run, double guess) {
        if (run.state() != RunState.SUCCEEDED
                || run.endReason().filter(EndReason.ENDED_EARLY::equals).isPresent()) {
            return Optional.empty();
        }
        Curve curve = runs.curve(run);
        if (curve.size() == 0) {
            return Optional.empty(); // its client took no step of it
        }
        Observation last = curve.observations().getLast();
        if (!Double.isFinite(last.loss())) {
            return Optional.of(new Training(trial.repeat(), run.seed(), guess, true));
        }
        return Optional.ofNullable(last.validation())
                .map(Validation::accuracy)
                .map(accuracy -> new Training(trial.repeat(), run.seed(), accuracy, false));
    }

    private void enqueue(RangeTest rangeTest, Race race) {
        rangeTest.race(race);
        Optional<ReportedTerms> terms = rangeTest.reported();
        if (terms.isPresent()) {
            reports.await(
                    Purpose.RANGE_TEST,
                    rangeTest.getId(),
                    terms.get().reporting(),
                    race.trials().stream()
                            .map(trial -> reported(rangeTest, trial))
                            .toList());
            return;
        }
        String data = runs.ofGroup(rangeTest.getId()).getFirst().datasetHash().orElseThrow();
        runs.enqueue(
                Purpose.RANGE_TEST,
                rangeTest.getId(),
                race.trials().stream()
                        .map(trial -> order(rangeTest, trial, data))
                        .toList());
    }

    private static Schedule schedule(Trial trial) {
        long halfCycle = trial.iterations() / RacePlan.HALF_CYCLES;
        return new Triangular2(trial.entrant().baseLr(), trial.entrant().maxLr(), halfCycle, halfCycle);
    }

    private static long seed(RangeTest rangeTest, Trial trial) {
        return rangeTest.seed() + rangeTest.repeats() + trial.seed();
    }

    private static ReportedOrder reported(RangeTest rangeTest, Trial trial) {
        return new ReportedOrder(
                rangeTest.numberOf(trial),
                schedule(trial),
                trial.iterations(),
                seed(rangeTest, trial),
                StopRule.NONE,
                rangeTest.placement().client());
    }

    private static ManagedOrder order(RangeTest rangeTest, Trial trial, String data) {
        return new ManagedOrder(
                rangeTest.numberOf(trial),
                rangeTest.workload().orElseThrow(),
                data,
                schedule(trial),
                trial.iterations(),
                seed(rangeTest, trial),
                new Evaluation(trial.iterations(), SAMPLES),
                StopRule.NONE,
                false,
                rangeTest.placement());
    }
}
