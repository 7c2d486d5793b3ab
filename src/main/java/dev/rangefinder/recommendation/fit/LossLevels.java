package dev.rangefinder.recommendation.fit;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.Observation;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The losses that a test is measured against.
 *
 * @param initial median of the first losses
 * @param startPoints the number of first losses
 * @param noise standard deviation from one iteration to the next
 * @param ceiling where a loss counts as diverged, and higher ones as no worse
 */
public record LossLevels(double initial, int startPoints, double noise, double ceiling) {

    /** Beyond this, squares and sums leave the range of a double; no training comes back from it. */
    private static final double BEYOND_NUMBERS = 1e100;

    /** The best loss by a quantile, which a few lucky batches do not move. */
    private static final double BEST_QUANTILE = 0.05;

    /** A quarter of what was learned, above the start: diverged for certain, yet not so far that it drowns the rest. */
    private static final double CEILING_SHARE = 0.25;

    /** Ordinary noise does not reach four standard deviations. */
    private static final double CEILING_NOISE = 4;

    /** Where losses neither fall nor scatter, the least rise that is more than rounding. */
    private static final double CEILING_ROUNDING = 1e-6;

    /** Empty where no run began with a finite loss. */
    static Optional<LossLevels> of(List<Curve> repeats) {
        List<double[]> losses = repeats.stream()
                .map(repeat -> repeat.observations().stream()
                        .mapToDouble(LossLevels::finiteOrNaN)
                        .toArray())
                .toList();
        double[] starts = Statistics.starts(losses);
        if (starts.length == 0) {
            return Optional.empty();
        }
        double initial = Statistics.quantile(starts, 0.5);
        double noise = Statistics.noise(losses);
        double[] finite = losses.stream()
                .flatMapToDouble(Arrays::stream)
                .filter(Double::isFinite)
                .toArray();
        double learned = initial - Statistics.quantile(finite, BEST_QUANTILE);
        double rise = Math.max(CEILING_SHARE * learned, CEILING_NOISE * noise);
        double leastRise = CEILING_ROUNDING * Math.max(1, Math.abs(initial));
        return Optional.of(new LossLevels(initial, starts.length, noise, initial + Math.max(rise, leastRise)));
    }

    public static boolean isFinite(Observation observation) {
        return Math.abs(observation.loss()) < BEYOND_NUMBERS;
    }

    boolean isDiverged(Observation observation) {
        return !isFinite(observation) || observation.loss() > ceiling;
    }

    public double capped(Observation observation) {
        return isDiverged(observation) ? ceiling : observation.loss();
    }

    private static double finiteOrNaN(Observation observation) {
        return isFinite(observation) ? observation.loss() : Double.NaN;
    }
}
