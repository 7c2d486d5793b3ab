package dev.rangefinder.recommendation.bounds;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.Observation;
import dev.rangefinder.recommendation.fit.BinnedCurve.Weights;
import dev.rangefinder.recommendation.fit.CensoredRepeats;
import dev.rangefinder.recommendation.fit.FittedSignal;
import dev.rangefinder.recommendation.fit.Grid;
import dev.rangefinder.recommendation.fit.LossLevels;
import java.util.List;
import java.util.Optional;

/**
 * How soon a training forgets a step that went wrong: how much of a residual (a loss less the fit) is in the very next
 * loss and no longer in those after it, around the edge. An optimizer that carries each step on, as momentum does for
 * ten, has the same little correlation at every short lag; one that does not shows a bad step in the next loss, and has
 * undone it by the one after.
 *
 * <p>It is kept by repeat and bin, so that it can be resampled with the curve.
 */
public final class MemoryEstimate {

    /** The next loss, and two more to compare it with. */
    private static final int LAGS = 3;

    /** Below the edge, where steps begin to go wrong: a factor of four, or there are too few pairs. */
    private static final double BELOW = 0.6;

    /** Above it: the steps that go wrong there matter most, but soon all has diverged. */
    private static final double ABOVE = 0.2;

    /**
     * As many residuals as it takes to believe as much in what they say as in there being nothing to say. They are
     * counted by their weight in the sum of squares, so that few large ones are few.
     */
    private static final double RESIDUALS_OF_DOUBT = 12;

    /** Of an optimizer that carries every step on. */
    static final double LASTING = 0;

    /** Of one that has done with a step when it has made it. */
    static final double NO_MEMORY = 1;

    /**
     * What is carried on for five iterations or more delays what a ramp shows; what surfaces were measured with is 0.9.
     */
    private static final double LASTING_MOMENTUM = 0.8;

    private final Grid grid;
    private final double[][][] products;
    private final double[][] squares;
    private final double[][] fourths;

    private MemoryEstimate(int repeats, Grid grid) {
        this.grid = grid;
        products = new double[LAGS][repeats][grid.size()];
        squares = new double[repeats][grid.size()];
        fourths = new double[repeats][grid.size()];
    }

    /**
     * What is known beforehand of an optimizer with this momentum; empty where it is so small that the curve must say.
     */
    static Optional<Double> ofMomentum(double momentum) {
        if (momentum == 0) {
            return Optional.of(NO_MEMORY);
        }
        return momentum >= LASTING_MOMENTUM ? Optional.of(LASTING) : Optional.empty();
    }

    static MemoryEstimate of(CensoredRepeats sweep, FittedSignal loss) {
        MemoryEstimate estimate = new MemoryEstimate(sweep.repeats().size(), loss.grid());
        for (int repeat = 0; repeat < sweep.repeats().size(); repeat++) {
            estimate.add(repeat, sweep.repeats().get(repeat), sweep.levels(), loss);
        }
        return estimate;
    }

    private void add(int repeat, Curve curve, LossLevels levels, FittedSignal loss) {
        List<Observation> observations = curve.observations();
        double[] residuals = new double[observations.size()];
        for (int i = 0; i < residuals.length; i++) {
            Observation observation = observations.get(i);
            int bin = grid.binOf(Math.log10(observation.lr()));
            residuals[i] = levels.capped(observation) + loss.shares().value(bin);
            boolean unbroken = i >= LAGS
                    && observations.get(i - LAGS).lr() > 0
                    && observations.get(i - LAGS).iteration() + LAGS == observation.iteration();
            if (unbroken) {
                double square = residuals[i] * residuals[i];
                squares[repeat][bin] += square;
                fourths[repeat][bin] += square * square;
                for (int lag = 1; lag <= LAGS; lag++) {
                    products[lag - 1][repeat][bin] += residuals[i] * residuals[i - lag];
                }
            }
        }
    }

    /**
     * The correlation with the next residual, less the mean of those with the further ones; near 0 where few residuals
     * decide.
     */
    public double around(double logEdge, Weights weights) {
        double next = 0;
        double further = 0;
        double square = 0;
        double fourth = 0;
        int first = grid.binOf(logEdge - BELOW);
        int last = grid.binOf(logEdge + ABOVE);
        for (int repeat = 0; repeat < squares.length; repeat++) {
            for (int bin = first; bin <= last; bin++) {
                double weight = weights.of(repeat, bin);
                next += weight * products[0][repeat][bin];
                further += weight * (products[1][repeat][bin] + products[2][repeat][bin]) / 2;
                square += weight * squares[repeat][bin];
                fourth += fourths[repeat][bin];
            }
        }
        if (square == 0 || fourth == 0) {
            return 0;
        }
        double residuals = square * square / fourth;
        return (next - further) / square * residuals / (residuals + RESIDUALS_OF_DOUBT);
    }
}
