package dev.rangefinder.recommendation.fit;

import java.util.Arrays;
import java.util.stream.IntStream;

/** A fit along the grid, read as a share of the way from the start (0) to the best (1). */
public final class GainShares {

    /** A tenth of the gain: clear of the start, long before the steepest part. */
    private static final double ONSET = 0.1;

    /** As near to the best as the fit of a single sweep can tell. */
    private static final double ALL_BUT_BEST = 0.95;

    /**
     * Most of the gain: an optimizer with a memory coasts through the rest. Higher, an answer to a language model is
     * too high; lower, those to pictures are too low.
     */
    private static final double MOST_OF_ALL = 0.91;

    /** A tenth of the gain lost again: clear of a plateau's ripple, long before divergence. */
    private static final double BRINK = 0.9;

    /** Between the levels that an edge is the mean of. */
    private static final double TENTH = 0.1;

    /** From nine tenths of the gain to five: the lower half of a fall is far from what a cycle bears. */
    private static final int EDGE_LEVELS = 5;

    private final Grid grid;
    private final double[] value;
    private final double start;
    private final double untrained;
    private final double leastFall;
    private final int best;

    /**
     * Of a fitted value at every bin of a grid.
     *
     * @param start the value before training
     * @param leastFall how far the fit must fall behind its best for there to be an edge
     */
    public GainShares(Grid grid, double[] value, double start, double leastFall) {
        this(grid, value, start, start, leastFall);
    }

    private GainShares(Grid grid, double[] value, double start, double untrained, double leastFall) {
        this.grid = grid;
        this.value = value;
        this.start = start;
        this.untrained = untrained;
        this.leastFall = leastFall;
        best = indexOfHighest(value);
    }

    /** Of the same values, with the shares of the way from another level than that before training. */
    GainShares from(double level) {
        return new GainShares(grid, value, level, untrained, leastFall);
    }

    /** Of other values, with the shares of the same way. */
    GainShares of(double[] values) {
        return new GainShares(grid, values, start, untrained, leastFall);
    }

    private static int indexOfHighest(double[] value) {
        int highest = 0;
        for (int i = 1; i < value.length; i++) {
            if (value[i] > value[highest]) {
                highest = i;
            }
        }
        return highest;
    }

    public Grid grid() {
        return grid;
    }

    public double value(int bin) {
        return value[bin];
    }

    public int best() {
        return best;
    }

    public double logBest() {
        return grid.logLrOf(best);
    }

    public double gain() {
        return value[best] - start;
    }

    /** Where the rise that leads up to the best begins: "the accuracy starts to increase". */
    public double logOnset() {
        return logFirst(ONSET);
    }

    /**
     * The middle between the rate at which most of what was gained since the training began is there and that of the
     * best: of a plateau that a ramp coasts along, the part where the training got there, not where it was carried.
     * What a level was worth counts in that, too: the last tenth of all can be half of what was learned beyond it.
     */
    public double logTop() {
        return (from(untrained).logFirst(MOST_OF_ALL) + logBest()) / 2;
    }

    /** Decades from where the rise begins to where it is all but over. */
    public double riseDecades() {
        return logFirst(ALL_BUT_BEST) - logOnset();
    }

    /** Where the rise that leads up to the best passes a share of it. */
    public double logFirst(double level) {
        int i = best;
        while (i > 0 && share(i - 1) >= level) {
            i--;
        }
        return i == 0 ? grid.lowest() : crossing(i - 1, level);
    }

    /**
     * Where the fit falls again after the best: "slows, becomes ragged, or starts to fall"; else the highest rate seen.
     */
    public double logBrink() {
        return edgeSeen() ? logLast(BRINK) : grid.highest();
    }

    /**
     * The mean of the rates at which the fit has lost a tenth of its gain, two tenths, and so on: one level alone may
     * lie on a bump, of which fast ramps have some.
     */
    public double logEdge() {
        return edgeSeen()
                ? IntStream.range(0, EDGE_LEVELS)
                        .mapToDouble(level -> logLast(BRINK - level * TENTH))
                        .average()
                        .orElseThrow()
                : grid.highest();
    }

    /** By a fall that is no noise. */
    public boolean edgeSeen() {
        double lowest = Arrays.stream(value, best, value.length).min().orElseThrow();
        return fell() && value[best] - lowest >= leastFall;
    }

    /** Whether the end is not as good as the best, be it by noise. */
    public boolean fell() {
        return firstBelow(BRINK) < value.length;
    }

    /** Where the fit falls below a share of its best again; the highest rate seen if it never does. */
    public double logLast(double level) {
        int below = firstBelow(level);
        return below < value.length && below > 0
                ? Math.min(crossing(below - 1, level), grid.highest())
                : grid.highest();
    }

    /** The first bin after the best that is below a share of it; the number of bins where there is none. */
    private int firstBelow(double level) {
        int i = best;
        while (i < value.length && share(i) >= level) {
            i++;
        }
        return i;
    }

    /** Between a bin and the next, as if the fit were straight there. */
    private double crossing(int bin, double level) {
        double fraction = (level - share(bin)) / (share(bin + 1) - share(bin));
        return grid.logLrOf(bin) + Math.clamp(fraction, 0, 1) * Grid.WIDTH;
    }

    public double shareAt(double logLr) {
        return share(grid.binOf(logLr));
    }

    private double share(int bin) {
        return (value[bin] - start) / gain();
    }
}
