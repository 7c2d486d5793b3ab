package dev.rangefinder.recommendation.fit;

import dev.rangefinder.recommendation.fit.BinnedCurve.Binned;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A centred local line, kernel weighted in log10(lr), through the raw points of all repeats: no lag, unlike a trailing
 * average.
 *
 * <p>This is Cleveland's LOWESS (Journal of the American Statistical Association 74, 1979): tricube kernel, and
 * bisquare weights against outliers. The kernel has a fixed half width and grows only where points are sparse, as at
 * the low end of a linear ladder. Kernels and robustness are settled once; {@link #through} then weighs the bins anew.
 */
public final class Lowess {

    /** A fifth of a decade to each side: narrow against the decade between a max and divergence. */
    static final double HALF_WIDTH = 0.2;

    /** Averages noise to a fifth of that of one batch; fewer where that would be more than a sixth of all. */
    private static final int NEIGHBOURS = 25;

    private static final int SMALLEST_SHARE = 6;

    private static final int FEWEST_NEIGHBOURS = 5;

    /** Cleveland's choice: six median absolute residuals. */
    private static final double OUTLIER = 6;

    /** Cleveland: two passes suffice. */
    private static final int ROBUST_PASSES = 2;

    /** Bins to each side over which residuals are compared: noise differs along the ladder. */
    private static final int RESIDUAL_REACH = 12;

    /** Residuals below a thousandth of the range are the fit's own bias, not outliers. */
    private static final double SMALLEST_RESIDUAL = 1e-3;

    private final int[] reach;
    private final double[] points;
    private final double[] robustness;

    private Lowess(int size) {
        reach = new int[size];
        points = new double[size];
        robustness = new double[size];
        Arrays.fill(robustness, 1);
    }

    static Lowess of(Binned curve) {
        Lowess fit = new Lowess(curve.size());
        fit.reachNeighbours(curve);
        for (int pass = 0; pass < ROBUST_PASSES; pass++) {
            fit.doubtOutliers(curve);
        }
        return fit;
    }

    /** The fitted value at the middle of every bin. */
    double[] through(Binned curve) {
        double[] fitted = new double[reach.length];
        for (int i = 0; i < fitted.length; i++) {
            fitted[i] = at(i, curve);
        }
        return fitted;
    }

    /** The number of points that the fitted value of a bin rests on. */
    double pointsAround(int bin) {
        return points[bin];
    }

    private double at(int center, Binned curve) {
        int last = Math.min(center + reach[center], reach.length - 1);
        double weights = 0;
        double distances = 0;
        double values = 0;
        double squares = 0;
        double products = 0;
        double lowest = Double.POSITIVE_INFINITY;
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = Math.max(center - reach[center], 0); i <= last; i++) {
            double distance = i - center;
            double weight = curve.weight(i) * robustness[i] * tricube(distance / (reach[center] + 1));
            weights += weight;
            distances += weight * distance;
            values += weight * curve.mean(i);
            squares += weight * distance * distance;
            products += weight * distance * curve.mean(i);
            if (weight > 0) {
                lowest = Math.min(lowest, curve.mean(i));
                highest = Math.max(highest, curve.mean(i));
            }
        }
        double meanDistance = distances / weights;
        double variance = squares / weights - meanDistance * meanDistance;
        double covariance = products / weights - meanDistance * values / weights;
        // Bins are whole numbers apart: a smaller variance means that all weight is in one of them.
        double slope = variance < 1e-6 ? 0 : covariance / variance;
        // At the end of a ladder a line that comes down from a spike would go on below all that was seen.
        return Math.clamp(values / weights - slope * meanDistance, lowest, highest);
    }

    private static double tricube(double distance) {
        double cube = Math.abs(distance * distance * distance);
        return (1 - cube) * (1 - cube) * (1 - cube);
    }

    private void reachNeighbours(Binned curve) {
        double[] before = new double[curve.size() + 1];
        for (int i = 0; i < curve.size(); i++) {
            before[i + 1] = before[i] + curve.weight(i);
        }
        double wanted = Math.clamp(before[curve.size()] / SMALLEST_SHARE, FEWEST_NEIGHBOURS, NEIGHBOURS);
        int narrowest = (int) Math.round(HALF_WIDTH / Grid.WIDTH);
        for (int i = 0; i < curve.size(); i++) {
            reach[i] = narrowest;
            while (within(before, i) < wanted && reach[i] < curve.size()) {
                reach[i]++;
            }
            points[i] = within(before, i);
        }
    }

    private double within(double[] before, int center) {
        return before[Math.min(center + reach[center] + 1, before.length - 1)]
                - before[Math.max(center - reach[center], 0)];
    }

    private void doubtOutliers(Binned curve) {
        int[] filled = IntStream.range(0, reach.length)
                .filter(i -> curve.weight(i) > 0)
                .toArray();
        double[] fitted = through(curve);
        double[] residuals = Arrays.stream(filled)
                .mapToDouble(i -> Math.abs(curve.mean(i) - fitted[i]))
                .toArray();
        double smallest = SMALLEST_RESIDUAL * range(fitted);
        for (int i = 0; i < filled.length; i++) {
            double[] around = Arrays.copyOfRange(
                    residuals, Math.max(i - RESIDUAL_REACH, 0), Math.min(i + RESIDUAL_REACH + 1, residuals.length));
            robustness[filled[i]] =
                    bisquare(residuals[i], OUTLIER * Math.max(Statistics.quantile(around, 0.5), smallest));
        }
    }

    private static double range(double[] values) {
        return Arrays.stream(values).max().orElse(0)
                - Arrays.stream(values).min().orElse(0);
    }

    /** Never quite 0, so that a window of outliers alone still has a mean. */
    private static double bisquare(double residual, double limit) {
        double share = limit == 0 ? 0 : Math.min(residual / limit, 1);
        return Math.max((1 - share * share) * (1 - share * share), 1e-6);
    }
}
