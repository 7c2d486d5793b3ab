package dev.rangefinder.report.curve;

import dev.rangefinder.curve.Observation;
import dev.rangefinder.curve.Observation.Validation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a training turned out so far: of each value the last and the best that was reported, null where none was. */
public record Outcome(
        @Nullable Double finalLoss,
        @Nullable Double bestLoss,
        @Nullable Double finalAccuracy,
        @Nullable Double bestAccuracy,
        @Nullable Double finalValidationLoss,
        @Nullable Double bestValidationLoss,
        @Nullable Double finalValidationAccuracy,
        @Nullable Double bestValidationAccuracy) {

    public static final Outcome NONE = new Outcome(null, null, null, null, null, null, null, null);

    /** After further points of the curve. */
    public Outcome after(List<Observation> points) {
        Outcome outcome = this;
        for (Observation point : points) {
            outcome = outcome.after(point);
        }
        return outcome;
    }

    private Outcome after(Observation point) {
        Double loss = point.loss();
        Double accuracy = point.accuracy();
        Validation validation = point.validation();
        Double validationLoss = validation == null ? null : validation.loss();
        Double validationAccuracy = validation == null ? null : validation.accuracy();
        return new Outcome(
                loss,
                lower(loss, bestLoss),
                last(accuracy, finalAccuracy),
                higher(accuracy, bestAccuracy),
                last(validationLoss, finalValidationLoss),
                lower(validationLoss, bestValidationLoss),
                last(validationAccuracy, finalValidationAccuracy),
                higher(validationAccuracy, bestValidationAccuracy));
    }

    private static @Nullable Double last(@Nullable Double value, @Nullable Double before) {
        return value == null ? before : value;
    }

    private static @Nullable Double lower(@Nullable Double value, @Nullable Double best) {
        return value != null && Double.isFinite(value) && (best == null || value < best) ? value : best;
    }

    private static @Nullable Double higher(@Nullable Double value, @Nullable Double best) {
        return value != null && (best == null || value > best) ? value : best;
    }

    @Nullable
    public Double[] toArray() {
        return new Double[] {
            finalLoss,
            bestLoss,
            finalAccuracy,
            bestAccuracy,
            finalValidationLoss,
            bestValidationLoss,
            finalValidationAccuracy,
            bestValidationAccuracy
        };
    }

    public static Outcome of(@Nullable Double[] values) {
        return new Outcome(values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7]);
    }
}
