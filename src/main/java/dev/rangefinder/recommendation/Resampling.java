package dev.rangefinder.recommendation;

import dev.rangefinder.recommendation.PooledCurve.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * The Bayesian bootstrap (Rubin, Annals of Statistics 9, 1981): bounds read again from curves whose points were weighed
 * by exponential variates. Unlike drawing points it leaves no gaps along the ladder.
 *
 * <p>Neighbouring bins of a repeat share a weight, as the wander of a training lasts for some iterations. Each repeat
 * has a weight of its own as well; what so few of them cannot show of how seeds differ is drawn from what other tests showed. How
 * much either rule counts is drawn too, so that their disagreement is part of the interval.
 */
final class Resampling {

    private static final int REPLICATES = 200;

    /** A tenth of a decade: half of the kernel's half width. */
    private static final int BINS_PER_BLOCK = 5;

    /** Any fixed number: the same curves give the same bytes. This is the paper's. */
    private static final long SEED = 1506_01186L;

    /** Nine in ten: the tails of 200 replicates hold ten on either side. */
    private static final double TAIL = 0.05;

    /** How often an interval is to hold what it is about. */
    static final double LEVEL = 1 - 2 * TAIL;

    private final List<Bounds> replicates;

    private Resampling(List<Bounds> replicates) {
        this.replicates = replicates;
    }

    static Resampling of(Reading reading) {
        SplittableRandom random = new SplittableRandom(SEED);
        List<Bounds> replicates = new ArrayList<>(REPLICATES);
        for (int i = 0; i < REPLICATES; i++) {
            replicates.add(replicate(reading, random));
        }
        return new Resampling(replicates);
    }

    private static Bounds replicate(Reading reading, SplittableRandom random) {
        FittedRule loss = reading.loss();
        int repeats = loss.curve().repeats();
        boolean weighed = repeats >= reading.algorithm().fewestRepeatsToWeigh();
        Weights weights = weights(random, repeats, weighed, loss.grid());
        double lossShare = random.nextDouble();
        FittedCurve losses = loss.resampled(weights);
        FittedCurve accuracies =
                reading.accuracy().map(rule -> rule.resampled(weights)).orElse(losses);
        Bounds bounds = Combination.of(losses, accuracies, lossShare, reading.margin(weights, losses));
        double spread = reading.algorithm().unseenSpread(repeats);
        return spread > 0 ? bounds.shifted(spread * random.nextGaussian(), loss.grid()) : bounds;
    }

    Interval baseLr(double estimate) {
        return interval(Bounds::logBase, estimate);
    }

    Interval maxLr(double estimate) {
        return interval(Bounds::logMax, estimate);
    }

    Interval lr(double estimate) {
        return interval(Bounds::logLr, estimate);
    }

    private Interval interval(ToDoubleFunction<Bounds> logRate, double estimate) {
        double[] logRates = replicates.stream().mapToDouble(logRate).toArray();
        return new Interval(
                Math.min(estimate, Math.pow(10, Merit.quantile(logRates, TAIL))),
                Math.max(estimate, Math.pow(10, Merit.quantile(logRates, 1 - TAIL))));
    }

    private static Weights weights(SplittableRandom random, int repeats, boolean weighed, Grid grid) {
        double[][] weights = new double[repeats][grid.size() / BINS_PER_BLOCK + 1];
        for (double[] blocks : weights) {
            double ofRepeat = weighed ? exponential(random) : 1;
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
