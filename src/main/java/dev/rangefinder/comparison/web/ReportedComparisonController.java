package dev.rangefinder.comparison.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rangefinder.access.Caller;
import dev.rangefinder.comparison.Comparison;
import dev.rangefinder.comparison.Comparisons;
import dev.rangefinder.comparison.submission.Entry;
import dev.rangefinder.comparison.submission.Trained;
import dev.rangefinder.report.Report;
import dev.rangefinder.report.ReportReceipt;
import dev.rangefinder.report.Reports;
import dev.rangefinder.report.Reports.Handed;
import dev.rangefinder.report.curve.ReportedObservation;
import dev.rangefinder.report.web.Trainer;
import dev.rangefinder.run.Purpose;
import dev.rangefinder.run.RunState;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.ConflictException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Hands out the runs of a comparison to the trainers of its client, and takes what they observe. */
@RestController
class ReportedComparisonController {

    private final Comparisons comparisons;
    private final Reports reports;

    ReportedComparisonController(Comparisons comparisons, Reports reports) {
        this.comparisons = comparisons;
        this.reports = reports;
    }

    @PostMapping(ComparisonController.PATH + "/{id}:next")
    ResponseEntity<Next> next(@PathVariable UUID id, @RequestBody Trainer trainer, Caller caller) {
        requireOwn(id, caller);
        Comparison comparison = comparisons.require(id);
        requireReported(comparison);
        @Nullable
        Task task = reports.handOut(Purpose.COMPARISON, id, trainer.trainer())
                .map(handed -> Task.of(handed, comparison))
                .orElse(null);
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(new Next(comparisons.require(id).state(), task));
    }

    /**
     * What there is to be done.
     *
     * @param state of the comparison
     * @param run absent where no run waits; while the comparison goes on, others train the rest
     */
    record Next(RunState state, @Nullable Task run) {}

    /**
     * A run to be trained.
     *
     * @param run its number within the comparison, by which it is reported
     * @param receivedThrough the iteration up to which it is reported; -1 for none
     */
    record Task(
            int run,
            String entry,
            int repeat,
            long seed,
            Schedule schedule,
            long iterations,
            Evaluation evaluation,
            long receivedThrough) {

        static Task of(Handed handed, Comparison comparison) {
            Entry entry = comparison.entryOf(handed.run().repeat());
            return new Task(
                    handed.run().repeat(),
                    entry.name(),
                    comparison.repeatOf(handed.run().repeat()),
                    handed.run().seed(),
                    entry.schedule(),
                    handed.run().iterations(),
                    comparison.order().budget().evaluation(),
                    handed.receivedThrough());
        }
    }

    @PostMapping(ComparisonController.PATH + "/{id}/observations")
    ReportReceipt report(@PathVariable UUID id, @RequestBody Body body, Caller caller) {
        requireOwn(id, caller);
        return reports.report(Purpose.COMPARISON, id, body.run(), body.report()).orElseThrow(() -> noSuchRun(id, body));
    }

    private void requireOwn(UUID id, Caller caller) {
        caller.requireOwn(() -> comparisons.require(id).order().placement().client());
    }

    /** Asked only when there is no such run, so that a report does not wait for it. */
    private RuntimeException noSuchRun(UUID id, Body body) {
        Comparison comparison = comparisons.require(id);
        requireReported(comparison);
        Check.fields()
                .between("run", body.run(), 0, comparison.order().runs() - 1)
                .orThrow();
        return new NotReportedException(
                "Run %d of comparison %s came from elsewhere, and is over.".formatted(body.run(), id));
    }

    private static void requireReported(Comparison comparison) {
        if (!(comparison.order().trained() instanceof Trained.Reported)) {
            throw new NotReportedException("Comparison %s is trained by this service, which observes it itself."
                    .formatted(comparison.getId()));
        }
    }

    /** A report of one run. */
    record Body(
            @JsonProperty(required = true) int run,
            @Nullable String trainer,
            @Nullable Integer rank,
            @Nullable List<@Nullable ReportedObservation> observations,
            @JsonProperty("final") @Nullable Boolean isFinal,
            @Nullable Boolean durable) {

        Report report() {
            return Report.of(rank, observations, isFinal, durable).by(trainer);
        }
    }

    static final class NotReportedException extends ConflictException {

        NotReportedException(String message) {
            super("not-reported", message);
        }
    }
}
