package dev.rangefinder.rangetest.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rangefinder.access.Caller;
import dev.rangefinder.rangetest.RangeTest;
import dev.rangefinder.rangetest.RangeTests;
import dev.rangefinder.recommendation.race.Race.Trial;
import dev.rangefinder.report.Report;
import dev.rangefinder.report.ReportReceipt;
import dev.rangefinder.report.Reports;
import dev.rangefinder.report.Reports.Handed;
import dev.rangefinder.report.curve.ReportedObservation;
import dev.rangefinder.report.web.Trainer;
import dev.rangefinder.run.Purpose;
import dev.rangefinder.run.Run;
import dev.rangefinder.run.RunState;
import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.ConflictException;
import dev.rangefinder.shared.web.heavy.HeavyWork;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Hands out the runs of a reported range test, and takes what its client observed while it trained them. */
@RestController
class ObservationController {

    private final RangeTests rangeTests;
    private final Reports reports;
    private final HeavyWork heavy;

    ObservationController(RangeTests rangeTests, Reports reports, HeavyWork heavy) {
        this.heavy = heavy;
        this.rangeTests = rangeTests;
        this.reports = reports;
    }

    @PostMapping(RangeTestController.PATH + "/{id}:next")
    ResponseEntity<Next> next(@PathVariable UUID id, @RequestBody Trainer trainer, Caller caller) {
        requireOwn(id, caller);
        requireReported(rangeTests.require(id));
        Optional<Handed> handed = reports.handOut(Purpose.RANGE_TEST, id, trainer.trainer());
        RangeTest rangeTest = rangeTests.require(id);
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(new Next(
                        rangeTest.state(),
                        handed.map(run -> Task.of(run, rangeTest)).orElse(null)));
    }

    /**
     * What there is to be done.
     *
     * @param state of the range test
     * @param run absent where no run waits; while the test goes on, others train the rest
     */
    record Next(RunState state, @Nullable Task run) {}

    /**
     * A run to be trained.
     *
     * @param repeat its number within the test, by which it is reported
     * @param rung of a training that checks the recommendation, the first one 1
     * @param entrant whose cycle it is trained with
     * @param receivedThrough the iteration up to which it is reported; -1 for none
     */
    record Task(
            int repeat,
            @Nullable Integer rung,
            @Nullable String entrant,
            long seed,
            Schedule schedule,
            long iterations,
            long receivedThrough) {

        static Task of(Handed handed, RangeTest rangeTest) {
            Run run = handed.run();
            Optional<Trial> trial = rangeTest.trialOf(run.repeat());
            return new Task(
                    run.repeat(),
                    trial.map(training -> training.rung() + 1).orElse(null),
                    trial.map(training -> training.entrant().name()).orElse(null),
                    run.seed(),
                    run.schedule(),
                    run.iterations(),
                    handed.receivedThrough());
        }
    }

    @PostMapping(RangeTestController.PATH + "/{id}/observations")
    ReportReceipt report(@PathVariable UUID id, @RequestBody Body body, Caller caller) {
        requireOwn(id, caller);
        Optional<ReportReceipt> receipt =
                body.mayConclude() ? heavy.aside(() -> reported(id, body)) : reported(id, body);
        return receipt.orElseThrow(() -> noSuchRun(id, body));
    }

    private void requireOwn(UUID id, Caller caller) {
        caller.requireOwn(() -> rangeTests.require(id).placement().client());
    }

    private Optional<ReportReceipt> reported(UUID id, Body body) {
        return reports.report(Purpose.RANGE_TEST, id, body.repeatOrFirst(), body.report());
    }

    /** Asked only when there is no such run, so that a report does not wait for it. */
    private RuntimeException noSuchRun(UUID id, Body body) {
        RangeTest rangeTest = rangeTests.require(id);
        requireReported(rangeTest);
        long trainings = rangeTest.race().map(race -> race.allTrials().size()).orElse(0);
        Check.fields()
                .between("repeat", body.repeatOrFirst(), 0, rangeTest.repeats() + trainings - 1)
                .orThrow();
        return RangeTests.notFound(id);
    }

    private static void requireReported(RangeTest rangeTest) {
        if (rangeTest.reported().isEmpty()) {
            throw new NotReportedException(rangeTest.getId());
        }
    }

    /** A report of one repeat. */
    record Body(
            @Nullable Integer repeat,
            @Nullable String trainer,
            @Nullable Integer rank,
            @Nullable List<@Nullable ReportedObservation> observations,
            @JsonProperty("final") @Nullable Boolean isFinal,
            @Nullable Boolean durable) {

        int repeatOrFirst() {
            return repeat == null ? 0 : repeat;
        }

        /** Whether the recommendation may be drawn for it, which takes up to two seconds. */
        boolean mayConclude() {
            return Boolean.TRUE.equals(isFinal);
        }

        Report report() {
            return Report.of(rank, observations, isFinal, durable).by(trainer);
        }
    }

    static final class NotReportedException extends ConflictException {

        NotReportedException(UUID id) {
            super("not-reported", "Range test %s is trained by this service, which observes it itself.".formatted(id));
        }
    }
}
