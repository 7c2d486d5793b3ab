package dev.rangefinder.recommendation.fit;

import java.util.List;

/** The points of all repeats in the bins of one grid; each repeat stays apart, so that it can be weighed. */
public final class BinnedCurve {

    private final int size;
    private final double[][] counts;
    private final double[][] sums;

    private BinnedCurve(int repeats, int size) {
        this.size = size;
        counts = new double[repeats][size];
        sums = new double[repeats][size];
    }

    static BinnedCurve of(List<List<Point>> repeats, Grid grid) {
        BinnedCurve curve = new BinnedCurve(repeats.size(), grid.size());
        for (int repeat = 0; repeat < repeats.size(); repeat++) {
            for (Point point : repeats.get(repeat)) {
                int bin = grid.binOf(point.logLr());
                curve.counts[repeat][bin]++;
                curve.sums[repeat][bin] += point.value();
            }
        }
        return curve;
    }

    public int repeats() {
        return counts.length;
    }

    Binned unweighted() {
        return weighted((repeat, bin) -> 1);
    }

    Binned weighted(Weights weights) {
        double[] weight = new double[size];
        double[] mean = new double[size];
        for (int bin = 0; bin < size; bin++) {
            double sum = 0;
            for (int repeat = 0; repeat < counts.length; repeat++) {
                double factor = weights.of(repeat, bin);
                weight[bin] += factor * counts[repeat][bin];
                sum += factor * sums[repeat][bin];
            }
            mean[bin] = weight[bin] > 0 ? sum / weight[bin] : 0;
        }
        return new Binned(weight, mean);
    }

    /** How much the points of a repeat count in a bin. */
    @FunctionalInterface
    public interface Weights {
        double of(int repeat, int bin);
    }

    /** Weight (the number of points, unless weighed) and mean of each bin; the mean of an empty bin is 0. */
    static final class Binned {

        private final double[] weight;
        private final double[] mean;

        private Binned(double[] weight, double[] mean) {
            this.weight = weight;
            this.mean = mean;
        }

        int size() {
            return weight.length;
        }

        double weight(int bin) {
            return weight[bin];
        }

        double mean(int bin) {
            return mean[bin];
        }
    }
}
