package dev.rangefinder.recommendation.fit;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What is drawn from plain series of values before anything is fitted. */
public final class Statistics {

    /** The first 4 % of a run, where a ladder of several decades has not yet moved anything. */
    private static final double START_SHARE = 0.04;

    /** A median of fewer would be at the mercy of one batch. */
    private static final int FEWEST_START_POINTS = 5;

    /** Quantile of the differences, above the median: noise grows along a ladder, and its larger part decides. */
    private static final double NOISE_QUANTILE = 0.75;

    /** The same quantile of |a - b| for two standard normals: 1.15035 times the square root of 2. */
    private static final double NOISE_QUANTILE_OF_NORMALS = 1.62684;

    private Statistics() {}

    /** The first values of all repeats together. */
    static double[] starts(List<double[]> values) {
        return values.stream()
                .flatMapToDouble(series ->
                        Arrays.stream(series, 0, Math.min(series.length, Math.max(FEWEST_START_POINTS, (int)
                                (START_SHARE * series.length)))))
                .filter(Double::isFinite)
                .toArray();
    }

    /** From differences of neighbours (von Neumann), which see no trend, by a quantile, which sees no spikes. */
    static double noise(List<double[]> values) {
        double[] finite = values.stream()
                .flatMapToDouble(series ->
                        IntStream.range(1, series.length).mapToDouble(i -> Math.abs(series[i] - series[i - 1])))
                .filter(Double::isFinite)
                .toArray();
        return finite.length == 0 ? 0 : quantile(finite, NOISE_QUANTILE) / NOISE_QUANTILE_OF_NORMALS;
    }

    /** Linear between the order statistics, type 7 of Hyndman and Fan (1996). */
    public static double quantile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double position = share * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        double fraction = position - below;
        return sorted[below] * (1 - fraction) + sorted[above] * fraction;
    }
}
