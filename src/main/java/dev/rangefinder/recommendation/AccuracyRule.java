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
 *
 * @param fit empty where no accuracy rose clear of its noise
 * @param stayed whether most batches have an accuracy, and none rises as noise could not make it
 */
record AccuracyRule(Optional<FittedRule> fit, boolean stayed) {

    static final String NAME = "accuracy_fit";

    /** Fewer accuracies cannot be fitted. */
    private static final int FEWEST_POINTS = 20;

    /** Batch accuracies, or those of the validation where most batches have none or none rises; no fit where both are scarce. */
    static AccuracyRule of(FittableRepeats sweep, Algorithm algorithm) {
        Optional<FittedRule> ofBatches = read(sweep, AccuracyRule::batchAccuracy, sweep.points() / 2, algorithm);
        return new AccuracyRule(
                ofBatches
                        .filter(FittedRule::learned)
                        .or(() -> read(sweep, AccuracyRule::validationAccuracy, 0, algorithm)
                                .filter(FittedRule::learned)),
                ofBatches.filter(rule -> !rule.perhapsLearned()).isPresent());
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
