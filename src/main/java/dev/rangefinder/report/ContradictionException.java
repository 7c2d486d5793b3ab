package dev.rangefinder.report;

import dev.rangefinder.report.curve.ReportedObservation;
import dev.rangefinder.shared.Violation;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An observation that says something else than what is kept of the same iteration of the same rank. */
public class ContradictionException extends RuntimeException {

    private final transient Violation violation;

    private ContradictionException(ReportedObservation given, Violation violation) {
        super("Iteration %d was reported with another %s before."
                .formatted(given.iteration(), violation.field().replaceFirst(".*/", "")));
        this.violation = violation;
    }

    /** The field, by its place in the report. */
    public Violation violation() {
        return violation;
    }

    /**
     * Holds an observation against what is kept.
     *
     * @throws ContradictionException if they differ
     */
    static void requireEqual(Report report, ReportedObservation given, ReportedObservation kept) {
        require(report, given, "skipped", given.skipped(), kept.skipped());
        if (given.skipped()) {
            return; // what such a step would have shown is not kept
        }
        require(report, given, "lr", given.lr(), kept.lr());
        require(report, given, "loss", given.loss(), kept.loss());
        require(report, given, "accuracy", given.accuracy(), kept.accuracy());
        require(report, given, "validation_loss", given.validationLoss(), kept.validationLoss());
        require(report, given, "validation_accuracy", given.validationAccuracy(), kept.validationAccuracy());
    }

    private static void require(
            Report report,
            ReportedObservation observation,
            String field,
            @Nullable Object given,
            @Nullable Object kept) {
        if (!Objects.equals(given, kept)) {
            throw new ContradictionException(
                    observation,
                    new Violation(
                            "observations/%d/%s".formatted(report.lastIndexOf(observation.iteration()), field),
                            given,
                            "%s, as it was reported before".formatted(kept == null ? "nothing" : kept)));
        }
    }
}
