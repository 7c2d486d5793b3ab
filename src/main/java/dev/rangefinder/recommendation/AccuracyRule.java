package dev.rangefinder.recommendation;

import dev.rangefinder.curve.Observation;
import dev.rangefinder.curve.Observation.Validation;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads the accuracies of all repeats together, as the paper does (Smith, arXiv 1506.01186, section 3.3): base where
 * accuracy starts to rise, max below where it slows, becomes ragged or falls.
 */
final class AccuracyRule {

    static final String NAME = "accuracy_fit";

    /** Fewer accuracies cannot be fitted. */
    private static final int FEWEST_POINTS = 20;

    private AccuracyRule() {}

    /** Batch accuracies, or those of the validation where most batches have none; empty where both are scarce. */
    static Optional<FittedRule> fit(FittableRepeats sweep, Algorithm algorithm) {
        return ofBatches(sweep, algorithm)
                .filter(FittedRule::learned)
                .or(() -> read(sweep, AccuracyRule::validationAccuracy, 0, algorithm)
                        .filter(FittedRule::learned));
    }

    /** Whether there are accuracies of most batches, and no rise in them that noise could not make. */
    static boolean stayedWhereItWas(FittableRepeats sweep, Algorithm algorithm) {
        return ofBatches(sweep, algorithm)
                .filter(rule -> !rule.perhapsLearned())
                .isPresent();
    }

    private static Optional<FittedRule> ofBatches(FittableRepeats sweep, Algorithm algorithm) {
        return read(sweep, AccuracyRule::batchAccuracy, sweep.points() / 2, algorithm);
    }

    private static Optional<FittedRule> read(
            FittableRepeats sweep, ToDoubleFunction<Observation> accuracy, int fewest, Algorithm algorithm) {
        List<double[]> values = sweep.repeats().stream()
                .map(repeat -> repeat.observations().stream()
                        .mapToDouble(accuracy)
                        .filter(Double::isFinite)
                        .toArray())
                .toList();
        long count = values.stream().flatMapToDouble(Arrays::stream).count();
        double[] starts = Merit.starts(values);
        double start = Arrays.stream(starts).average().orElse(0);
        List<List<Point>> points = sweep.points(accuracy, start);
        long fitted = points.stream().mapToLong(List::size).sum();
        if (count < Math.max(fewest, FEWEST_POINTS) || fitted < FEWEST_POINTS) {
            return Optional.empty();
        }
        return Optional.of(FittedRule.of(
                NAME, new Merit(points, start, starts.length, Merit.noise(values)), sweep.grid(), algorithm));
    }

    static double batchAccuracy(Observation observation) {
        return share(observation.accuracy());
    }

    private static double validationAccuracy(Observation observation) {
        Validation validation = observation.validation();
        return validation == null ? Double.NaN : share(validation.accuracy());
    }

    private static double share(@Nullable Double accuracy) {
        return accuracy != null && accuracy >= 0 && accuracy <= 1 ? accuracy : Double.NaN;
    }
}
