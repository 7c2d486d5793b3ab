package dev.rangefinder.recommendation;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.Observation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/** Curves of a known structure: a function of log10(lr), plus noise. */
public final class SyntheticCurves {

    public static final SweptRange SWEPT = new SweptRange(1e-5, 10);

    private SyntheticCurves() {}

    /** A loss that falls by 1.8 around 1e-3 and rises steeply around 0.3: its edge lies near 0.2. */
    public static double learning(double logLr) {
        return 2.3 - 1.8 * sigmoid((logLr + 3) * 4) + 6 * sigmoid((logLr + 0.4) * 12);
    }

    /** The same, but learned around 0.025: what is learned so shortly below the edge has no plateau. */
    public static double learningLate(double logLr) {
        return 2.3 - 1.8 * sigmoid((logLr + 1.6) * 8) + 6 * sigmoid((logLr + 0.4) * 12);
    }

    public static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    public static double[] exponentialRates(SweptRange swept, int iterations) {
        double[] rates = new double[iterations];
        for (int i = 0; i < iterations; i++) {
            rates[i] = swept.startLr() * Math.pow(swept.endLr() / swept.startLr(), (double) i / (iterations - 1));
        }
        return rates;
    }

    public static Curve curve(double[] rates, DoubleUnaryOperator lossOfLogLr, double noise, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < rates.length; i++) {
            double loss = lossOfLogLr.applyAsDouble(Math.log10(rates[i])) + noise * random.nextGaussian();
            double accuracy = Math.clamp(0.1 + 0.4 * (2.3 - loss) + noise * random.nextGaussian() / 4, 0, 1);
            observations.add(new Observation(i, rates[i], loss, accuracy, null));
        }
        return new Curve(observations);
    }

    public static List<Curve> repeats(int count, DoubleUnaryOperator lossOfLogLr, double noise, int iterations) {
        List<Curve> curves = new ArrayList<>();
        for (int seed = 1; seed <= count; seed++) {
            curves.add(curve(exponentialRates(SWEPT, iterations), lossOfLogLr, noise, seed));
        }
        return curves;
    }

    /** Four repeats with noise of which a share stays in so many further losses. */
    public static List<Curve> correlated(DoubleUnaryOperator lossOfLogLr, double share, int iterations) {
        List<Curve> curves = new ArrayList<>();
        double[] rates = exponentialRates(SWEPT, 600);
        for (int seed = 0; seed < 4; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            double[] noise = new double[rates.length];
            Arrays.setAll(noise, i -> 0.1 * random.nextGaussian());
            List<Observation> observations = new ArrayList<>();
            for (int i = 0; i < rates.length; i++) {
                double loss = lossOfLogLr.applyAsDouble(Math.log10(rates[i])) + noise[i];
                for (int lag = 1; lag <= Math.min(iterations, i); lag++) {
                    loss += share * noise[i - lag];
                }
                observations.add(new Observation(i, rates[i], loss, null, null));
            }
            curves.add(new Curve(observations));
        }
        return curves;
    }

    /** The same curve with every observation replaced. */
    public static Curve mapped(Curve curve, UnaryOperator<Observation> change) {
        return new Curve(curve.observations().stream().map(change).toList());
    }

    public static Observation withLoss(Observation observation, double loss) {
        return new Observation(
                observation.iteration(), observation.lr(), loss, observation.accuracy(), observation.validation());
    }

    public static Observation withoutAccuracy(Observation observation) {
        return new Observation(observation.iteration(), observation.lr(), observation.loss(), null, null);
    }

    public static Observation scaled(Observation observation, double factor) {
        return new Observation(
                observation.iteration(),
                observation.lr() * factor,
                observation.loss(),
                observation.accuracy(),
                observation.validation());
    }
}
