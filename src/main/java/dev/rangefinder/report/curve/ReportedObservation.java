package dev.rangefinder.report.curve;

import dev.rangefinder.curve.Observation;
import dev.rangefinder.curve.Observation.Validation;
import dev.rangefinder.shared.Check;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * What one rank says of one iteration.
 *
 * @param lr null for the rate that the schedule gives
 * @param loss may be NaN or infinite
 * @param skipped whether the optimizer step was not taken: then the iteration is no point of the curve
 */
@JsonDeserialize(using = ObservationReader.class)
public record ReportedObservation(
        long iteration,
        @Nullable Double lr,
        double loss,
        @Nullable Double accuracy,
        @Nullable Double validationLoss,
        @Nullable Double validationAccuracy,
        boolean skipped) {

    public ReportedObservation {
        boolean isRate = lr == null || (lr >= 0 && Double.isFinite(lr));
        if (iteration < 0 || !isRate || !isShare(accuracy) || !isShare(validationAccuracy)) { // seldom, of very many
            Check.fields()
                    .that(iteration >= 0, "iteration", iteration, "0 or more")
                    .that(isRate, "lr", lr, "a finite number, 0 or more")
                    .that(isShare(accuracy), "accuracy", accuracy, "a number from 0 to 1")
                    .that(
                            isShare(validationAccuracy),
                            "validation_accuracy",
                            validationAccuracy,
                            "a number from 0 to 1")
                    .orThrow();
        }
    }

    /** As the curve holds it. */
    public static ReportedObservation of(Observation drawn) {
        Validation validation = drawn.validation();
        return new ReportedObservation(
                drawn.iteration(),
                drawn.lr(),
                drawn.loss(),
                drawn.accuracy(),
                validation == null ? null : validation.loss(),
                validation == null ? null : validation.accuracy(),
                false);
    }

    private static boolean isShare(@Nullable Double value) {
        return value == null || (value >= 0 && value <= 1);
    }

    public double knownLr() {
        if (lr == null) {
            throw new IllegalStateException("iteration %d has no learning rate yet".formatted(iteration));
        }
        return lr;
    }

    public ReportedObservation withLr(double used) {
        return new ReportedObservation(iteration, used, loss, accuracy, validationLoss, validationAccuracy, skipped);
    }

    /** The same step, not taken. */
    public ReportedObservation asSkipped() {
        return new ReportedObservation(iteration, lr, loss, accuracy, validationLoss, validationAccuracy, true);
    }

    /** A point of a curve, with a loss that was computed from the reported one. */
    Observation drawn(double ofIteration) {
        boolean isValidated = validationLoss != null || validationAccuracy != null;
        return new Observation(
                iteration,
                knownLr(),
                ofIteration,
                accuracy,
                isValidated ? new Validation(validationLoss, validationAccuracy) : null);
    }
}
