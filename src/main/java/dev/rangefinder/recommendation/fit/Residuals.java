package dev.rangefinder.recommendation.fit;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.Observation;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * What is left of the losses of each repeat, iteration by iteration, when the fit is taken away: noise, if all is well.
 * Only the part below the edge is looked at, where nothing has begun to diverge.
 *
 * @param ofRepeats by iteration since the start of the repeat; NaN where there is none
 */
public record Residuals(List<double[]> ofRepeats) {

    /** Fewer pairs say nothing about a correlation. */
    private static final int FEWEST_PAIRS = 30;

    public static Residuals of(CensoredRepeats sweep, FittedSignal loss) {
        return of(sweep, loss, logLr -> -loss.shares().value(loss.grid().binOf(logLr)));
    }

    /** The losses themselves, in the same place. */
    public static Residuals losses(CensoredRepeats sweep, FittedSignal loss) {
        return of(sweep, loss, logLr -> 0);
    }

    private static Residuals of(CensoredRepeats sweep, FittedSignal loss, DoubleUnaryOperator fitted) {
        double end = loss.shares().logBrink();
        return new Residuals(sweep.repeats().stream()
                .map(repeat -> of(repeat, sweep.levels(), fitted, end))
                .toList());
    }

    private static double[] of(Curve repeat, LossLevels levels, DoubleUnaryOperator fitted, double logEnd) {
        long first = repeat.observations().getFirst().iteration();
        long last = repeat.observations().getLast().iteration();
        double[] residuals = new double[(int) Math.min(last - first + 1, 2L * repeat.size())];
        Arrays.fill(residuals, Double.NaN);
        for (Observation observation : repeat.observations()) {
            long index = observation.iteration() - first;
            boolean below = observation.lr() > 0 && Math.log10(observation.lr()) < logEnd;
            if (below && index < residuals.length && !levels.isDiverged(observation)) {
                residuals[(int) index] = observation.loss() - fitted.applyAsDouble(Math.log10(observation.lr()));
            }
        }
        return residuals;
    }

    /** From each to the next. */
    public Residuals increments() {
        return new Residuals(ofRepeats.stream()
                .map(residuals -> IntStream.range(1, residuals.length)
                        .mapToDouble(i -> residuals[i] - residuals[i - 1])
                        .toArray())
                .toList());
    }

    /**
     * Correlation of each residual with the one so many iterations later, and of how many pairs; 0 where there are few.
     */
    public Correlation autocorrelation(int lag) {
        double products = 0;
        double squares = 0;
        int pairs = 0;
        for (double[] residuals : ofRepeats) {
            for (int i = 0; i + lag < residuals.length; i++) {
                double product = residuals[i] * residuals[i + lag];
                if (Double.isFinite(product)) {
                    products += product;
                    squares += (residuals[i] * residuals[i] + residuals[i + lag] * residuals[i + lag]) / 2;
                    pairs++;
                }
            }
        }
        return new Correlation(pairs < FEWEST_PAIRS || squares == 0 ? 0 : products / squares, pairs);
    }

    /** A correlation coefficient. */
    public record Correlation(double value, int pairs) {

        /** How many of the standard errors that independent values would have. */
        public double significance() {
            return value * Math.sqrt(pairs);
        }
    }
}
