package dev.rangefinder.comparison.judge;

import dev.rangefinder.comparison.judge.Judgement.Range;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.commons.statistics.distribution.TDistribution;

/** Differences between two entries, one for each seed that both were trained with, under Student's t. */
record Pairs(String entry, int count, double mean, double spread) {

    /** What takes more repeats than that will not be decided by repeating. */
    private static final int MOST_REPEATS = 10_000;

    /**
     * Pairs from their differences.
     *
     * @param resolution the smallest step between two measured values. Each is rounded by up to half of it, evenly, so
     *     that a difference has a spread of at least {@code resolution / √6}, however equal the few that were drawn
     *     look
     */
    static Pairs of(String entry, double[] differences, double resolution) {
        double mean = Arrays.stream(differences).average().orElseThrow();
        double squares =
                Arrays.stream(differences).map(d -> (d - mean) * (d - mean)).sum();
        double spread = differences.length < 2 ? Double.NaN : Math.sqrt(squares / (differences.length - 1));
        return new Pairs(entry, differences.length, mean, Math.max(spread, resolution / Math.sqrt(6)));
    }

    /**
     * The same from the values of two entries by their repeats.
     *
     * @return empty where no repeat is in both
     */
    static Optional<Pairs> between(
            String entry, Map<Integer, Double> values, Map<Integer, Double> ofBaseline, double resolution) {
        double[] differences = values.entrySet().stream()
                .filter(value -> ofBaseline.containsKey(value.getKey()))
                .mapToDouble(value -> value.getValue() - Objects.requireNonNull(ofBaseline.get(value.getKey())))
                .toArray();
        return differences.length == 0 ? Optional.empty() : Optional.of(of(entry, differences, resolution));
    }

    boolean isSingle() {
        return count < 2;
    }

    /** Two-sided; 1 for a single pair, which says nothing of the spread. */
    double p() {
        if (isSingle()) {
            return 1;
        }
        double error = spread / Math.sqrt(count);
        if (error == 0) {
            return mean == 0 ? 1 : 0;
        }
        return 2 * TDistribution.of(count - 1.0).cumulativeProbability(-Math.abs(mean) / error);
    }

    /** Of the mean, such that it holds the true one in all but {@code error} of cases. */
    Range interval(double error) {
        double half = half(count, error);
        return new Range(mean - half, mean + half);
    }

    private double half(int pairs, double error) {
        return spread * TDistribution.of(pairs - 1.0).inverseSurvivalProbability(error / 2) / Math.sqrt(pairs);
    }

    /**
     * How many more would put zero outside of the interval, or the interval inside of the margin, if nothing else
     * changed.
     */
    OptionalInt furtherRepeats(double error, double margin) {
        if (isSingle()) {
            return OptionalInt.empty();
        }
        int few = count;
        int many = MOST_REPEATS;
        if (!isDecidedBy(many, error, margin)) {
            return OptionalInt.empty();
        }
        while (many - few > 1) { // the interval only narrows, so that what decides goes on to decide
            int middle = (few + many) / 2;
            if (isDecidedBy(middle, error, margin)) {
                many = middle;
            } else {
                few = middle;
            }
        }
        return OptionalInt.of(many - count);
    }

    private boolean isDecidedBy(int pairs, double error, double margin) {
        double half = half(pairs, error);
        return half < Math.abs(mean) || Math.abs(mean) + half <= margin;
    }
}
