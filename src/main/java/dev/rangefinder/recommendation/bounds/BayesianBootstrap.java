package dev.rangefinder.recommendation.bounds;

import dev.rangefinder.recommendation.Interval;
import dev.rangefinder.recommendation.fit.BinnedCurve.Weights;
import dev.rangefinder.recommendation.fit.FittedSignal;
import dev.rangefinder.recommendation.fit.GainShares;
import dev.rangefinder.recommendation.fit.Grid;
import dev.rangefinder.recommendation.fit.Statistics;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * The Bayesian bootstrap (Rubin, Annals of Statistics 9, 1981): bounds read again from curves whose points were weighed
 * by exponential variates. Unlike drawing points it leaves no gaps along the ladder.
 *
 * <p>Neighbouring bins of a repeat share a weight, as the wander of a training lasts for some iterations. Each repeat
 * has a weight of its own as well; what so few of them cannot show of how seeds differ is drawn from what other tests
 * showed. How much either rule counts is drawn too, so that their disagreement is part of the interval.
 */
public final class BayesianBootstrap {

    private static final int REPLICATES = 200;

    /** A tenth of a decade: half of the kernel's half width. */
    private static final int BINS_PER_BLOCK = 5;

    /** Any fixed number: the same curves give the same bytes. This is the paper's. */
    private static final long SEED = 1506_01186L;

    /** Nine in ten: the tails of 200 replicates hold ten on either side. */
    private static final double TAIL = 0.05;

    /** Decades: what the edges of single sweeps of 150 iterations scattered by between seeds, over eleven tasks. */
    private static final double SPREAD_OF_SEEDS = 0.1;

    /** One repeat has nothing to be weighed against. */
    private static final int FEWEST_REPEATS_TO_WEIGH = 2;

    /** How often an interval is to hold what it is about. */
    public static final double LEVEL = 1 - 2 * TAIL;

    private final List<CycleBounds> replicates;

    private BayesianBootstrap(List<CycleBounds> replicates) {
        this.replicates = replicates;
    }

    static BayesianBootstrap of(CurveAnalysis analysis) {
        SplittableRandom random = new SplittableRandom(SEED);
        List<CycleBounds> replicates = new ArrayList<>(REPLICATES);
        for (int i = 0; i < REPLICATES; i++) {
            replicates.add(replicate(analysis, random));
        }
        return new BayesianBootstrap(replicates);
    }

    private static CycleBounds replicate(CurveAnalysis analysis, SplittableRandom random) {
        FittedSignal loss = analysis.loss();
        int repeats = loss.curve().repeats();
        Weights weights = weights(random, repeats, loss.grid());
        double lossShare = random.nextDouble();
        GainShares losses = loss.resampled(weights);
        GainShares accuracies =
                analysis.accuracy().map(signal -> signal.resampled(weights)).orElse(losses);
        CycleBounds bounds = CycleBounds.of(losses, accuracies, lossShare, analysis.margin(weights, losses));
        return bounds.shifted(unseenSpread(repeats) * random.nextGaussian(), loss.grid());
    }

    /**
     * Standard deviation, in decades, of what so few repeats do not show of the difference between seeds: Rubin's
     * weights of n repeats give (n - 1)/(n + 1) of the variance that their mean has.
     */
    static double unseenSpread(int repeats) {
        return SPREAD_OF_SEEDS * Math.sqrt(2.0 / (repeats + 1) / repeats);
    }

    Interval baseLr(double estimate) {
        return interval(CycleBounds::logBase, estimate);
    }

    Interval maxLr(double estimate) {
        return interval(CycleBounds::logMax, estimate);
    }

    Interval lr(double estimate) {
        return interval(CycleBounds::logLr, estimate);
    }

    private Interval interval(ToDoubleFunction<CycleBounds> logRate, double estimate) {
        double[] logRates = replicates.stream().mapToDouble(logRate).toArray();
        return new Interval(
                Math.min(estimate, Math.pow(10, Statistics.quantile(logRates, TAIL))),
                Math.max(estimate, Math.pow(10, Statistics.quantile(logRates, 1 - TAIL))));
    }

    private static Weights weights(SplittableRandom random, int repeats, Grid grid) {
        double[][] weights = new double[repeats][grid.size() / BINS_PER_BLOCK + 1];
        for (double[] blocks : weights) {
            double ofRepeat = repeats >= FEWEST_REPEATS_TO_WEIGH ? exponential(random) : 1;
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
