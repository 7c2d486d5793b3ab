package dev.rangefinder.recommendation.published;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.Observation;
import java.util.Arrays;

/** Rates and the losses at them, in the order of the iterations. */
public final class Series {

    private final double[] lr;
    private final double[] loss;

    Series(double[] lr, double[] loss) {
        this.lr = lr;
        this.loss = loss;
    }

    /** The finite losses of a curve: the tools stop at the first one that is not, or leave such out. */
    public static Series of(Curve curve) {
        double[] lr = new double[curve.size()];
        double[] loss = new double[curve.size()];
        int finite = 0;
        for (Observation observation : curve.observations()) {
            if (Double.isFinite(observation.loss()) && Double.isFinite(observation.lr())) {
                lr[finite] = observation.lr();
                loss[finite] = observation.loss();
                finite++;
            }
        }
        return new Series(Arrays.copyOf(lr, finite), Arrays.copyOf(loss, finite));
    }

    int size() {
        return loss.length;
    }

    double lr(int index) {
        return lr[index];
    }

    double loss(int index) {
        return loss[index];
    }

    LongestFall longestFall() {
        return LongestFall.of(loss);
    }

    double lrOfLowestLoss() {
        return lrOfLowest(loss);
    }

    /** Exponential smoothing that starts at 0 and is corrected for it, as fastai and Lightning do. */
    Series debiased(double beta) {
        double[] smooth = new double[loss.length];
        double average = 0;
        double ofStart = 1;
        for (int i = 0; i < loss.length; i++) {
            average = beta * average + (1 - beta) * loss[i];
            ofStart *= beta;
            smooth[i] = average / (1 - ofStart);
        }
        return new Series(lr, smooth);
    }

    /** Exponential smoothing that starts at the first loss, as pytorch-lr-finder does. */
    Series smoothed(double weightOfNew) {
        double[] smooth = loss.clone();
        for (int i = 1; i < loss.length; i++) {
            smooth[i] = weightOfNew * loss[i] + (1 - weightOfNew) * smooth[i - 1];
        }
        return new Series(lr, smooth);
    }

    /** Up to and with the first loss that is more than so many times the best before it. */
    Series untilTimesTheBest(double factor) {
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < loss.length; i++) {
            best = Math.min(best, loss[i]);
            if (loss[i] > factor * best) {
                return part(0, i + 1);
            }
        }
        return this;
    }

    /** Without so many at either end; nothing where there are not as many. */
    Series without(int first, int last) {
        return part(Math.min(first, size()), Math.max(size() - last, Math.min(first, size())));
    }

    private Series part(int from, int to) {
        return new Series(Arrays.copyOfRange(lr, from, to), Arrays.copyOfRange(loss, from, to));
    }

    /** The rate of the lowest of some values that go with the first losses. */
    double lrOfLowest(double[] values) {
        int lowest = 0;
        for (int i = 1; i < values.length; i++) {
            lowest = values[i] < values[lowest] ? i : lowest;
        }
        return lr[lowest];
    }

    /**
     * The slope of the loss over its index: central differences, one-sided at the ends, as numpy's {@code gradient}.
     */
    double[] slopeOverIndex() {
        double[] index = new double[loss.length];
        Arrays.setAll(index, i -> i);
        return slope(index);
    }

    /**
     * The slope of the loss over the rate, second order at uneven distances, as numpy's {@code gradient} and torch's.
     */
    double[] slopeOverLr() {
        return slope(lr);
    }

    private double[] slope(double[] x) {
        int last = loss.length - 1;
        double[] slope = new double[loss.length];
        slope[0] = (loss[1] - loss[0]) / (x[1] - x[0]);
        slope[last] = (loss[last] - loss[last - 1]) / (x[last] - x[last - 1]);
        for (int i = 1; i < last; i++) {
            double before = x[i] - x[i - 1];
            double after = x[i + 1] - x[i];
            slope[i] = (before * before * loss[i + 1]
                            + (after * after - before * before) * loss[i]
                            - after * after * loss[i - 1])
                    / (before * after * (before + after));
        }
        return slope;
    }
}
