package dev.rangefinder.recommendation;

import dev.rangefinder.recommendation.PooledCurve.Weights;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The Bayesian bootstrap (Rubin, Annals of Statistics 9, 1981): bounds read again from curves whose points were weighed
 * by exponential variates. Unlike drawing points it leaves no gaps along the ladder.
 *
 * <p>Neighbouring bins of a repeat share a weight, as the wander of a training lasts for some iterations. From three
 * repeats on each has a weight of its own as well. How much either rule counts is drawn too, so that their disagreement
 * is part of the interval.
 */
final class Resampling {

    private static final int REPLICATES = 200;

    /** A tenth of a decade: half of the kernel's half width. */
    private static final int BINS_PER_BLOCK = 5;

    /** The spread of one or two repeats says nothing about others. */
    private static final int FEWEST_REPEATS_TO_WEIGH = 3;

    /** Any fixed number: the same curves give the same bytes. This is the paper's. */
    private static final long SEED = 1506_01186L;

    /** Nine in ten: the tails of 200 replicates hold ten on either side. */
    private static final double TAIL = 0.05;

    private final double[] logBase;
    private final double[] logMax;

    private Resampling(double[] logBase, double[] logMax) {
        this.logBase = logBase;
        this.logMax = logMax;
    }

    static Resampling of(FittedRule loss, @Nullable FittedRule accuracy) {
        SplittableRandom random = new SplittableRandom(SEED);
        double[] logBase = new double[REPLICATES];
        double[] logMax = new double[REPLICATES];
        for (int i = 0; i < REPLICATES; i++) {
            Weights weights = weights(random, loss.curve().repeats(), loss.grid());
            double lossShare = random.nextDouble();
            FittedCurve losses = loss.resampled(weights);
            Bounds bounds = Combination.of(losses, accuracy == null ? losses : accuracy.resampled(weights), lossShare);
            logBase[i] = bounds.logBase();
            logMax[i] = bounds.logMax();
        }
        return new Resampling(logBase, logMax);
    }

    Interval baseLr(double estimate) {
        return interval(logBase, estimate);
    }

    Interval maxLr(double estimate) {
        return interval(logMax, estimate);
    }

    private static Interval interval(double[] logRates, double estimate) {
        return new Interval(
                Math.min(estimate, Math.pow(10, Merit.quantile(logRates, TAIL))),
                Math.max(estimate, Math.pow(10, Merit.quantile(logRates, 1 - TAIL))));
    }

    private static Weights weights(SplittableRandom random, int repeats, Grid grid) {
        double[][] weights = new double[repeats][grid.size() / BINS_PER_BLOCK + 1];
        for (double[] blocks : weights) {
            double ofRepeat = repeats < FEWEST_REPEATS_TO_WEIGH ? 1 : exponential(random);
            for (int block = 0; block < blocks.length; block++) {
                blocks[block] = ofRepeat * exponential(random);
            }
        }
        return (repeat, bin) -> weights[repeat][bin / BINS_PER_BLOCK];
    }

    /** Above 0, so that no bin with points ever loses all of its weight. */
    private static double exponential(SplittableRandom random) {
        return -Math.log1p(-random.nextDouble()) + Math.ulp(1.0);
    }
}
