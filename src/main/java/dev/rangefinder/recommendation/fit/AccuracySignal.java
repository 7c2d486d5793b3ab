package dev.rangefinder.recommendation.fit;

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
public record AccuracySignal(Optional<FittedSignal> fit, boolean stayed) {

    private static final String NAME = "accuracy_fit";

    /** Fewer accuracies cannot be fitted. */
    private static final int FEWEST_POINTS = 20;

    /**
     * Batch accuracies, or those of the validation where most batches have none or none rises; no fit where both are
     * scarce.
     */
    public static AccuracySignal of(CensoredRepeats sweep) {
        Optional<FittedSignal> ofBatches = read(sweep, AccuracySignal::batchAccuracy, sweep.points() / 2);
        return new AccuracySignal(
                ofBatches
                        .filter(FittedSignal::learned)
                        .or(() -> read(sweep, AccuracySignal::validationAccuracy, 0)
                                .filter(FittedSignal::learned)),
                ofBatches.filter(signal -> !signal.perhapsLearned()).isPresent());
    }

    private static Optional<FittedSignal> read(
            CensoredRepeats sweep, ToDoubleFunction<Observation> accuracy, int fewest) {
        List<double[]> values = sweep.repeats().stream()
                .map(repeat -> repeat.observations().stream()
                        .mapToDouble(accuracy)
                        .filter(Double::isFinite)
                        .toArray())
                .toList();
        long count = values.stream().flatMapToDouble(Arrays::stream).count();
        double[] starts = Statistics.starts(values);
        double start = Arrays.stream(starts).average().orElse(0);
        List<List<Point>> points = sweep.points(accuracy, start);
        long fitted = points.stream().mapToLong(List::size).sum();
        if (count < Math.max(fewest, FEWEST_POINTS) || fitted < FEWEST_POINTS) {
            return Optional.empty();
        }
        return Optional.of(FittedSignal.of(
                NAME, new Signal(points, start, starts.length, Statistics.noise(values)), sweep.grid()));
    }

    public static double batchAccuracy(Observation observation) {
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
