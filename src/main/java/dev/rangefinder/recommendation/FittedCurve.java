package dev.rangefinder.recommendation;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A fitted merit along the grid, read as a share of the way from its start (0) to its best (1).
 */
final class FittedCurve {

    /** A tenth of the gain: clear of the start, long before the steepest part. */
    private static final double ONSET = 0.1;

    /** A tenth of the gain lost again: clear of a plateau's ripple, long before divergence. */
    static final double BRINK = 0.9;

    /** Between the levels that an edge is the mean of. */
    private static final double TENTH = 0.1;

    private final Grid grid;
    private final double[] merit;
    private final double start;
    private final double leastFall;
    private final double lowestEdgeLevel;
    private final int best;

    /**
     * Of the merit at every bin of a grid.
     *
     * @param start the merit before training
     * @param leastFall by how much merit must fall behind its best for there to be an edge
     * @param lowestEdgeLevel share of the gain down to which the fall is followed for the edge
     */
    FittedCurve(Grid grid, double[] merit, double start, double leastFall, double lowestEdgeLevel) {
        this.grid = grid;
        this.merit = merit;
        this.start = start;
        this.leastFall = leastFall;
        this.lowestEdgeLevel = lowestEdgeLevel;
        best = indexOfHighest(merit);
    }

    private static int indexOfHighest(double[] merit) {
        int highest = 0;
        for (int i = 1; i < merit.length; i++) {
            if (merit[i] > merit[highest]) {
                highest = i;
            }
        }
        return highest;
    }

    Grid grid() {
        return grid;
    }

    double merit(int bin) {
        return merit[bin];
    }

    int best() {
        return best;
    }

    double gain() {
        return merit[best] - start;
    }

    /** Where the rise that leads up to the best begins: "the accuracy starts to increase". */
    double logOnset() {
        return logFirst(ONSET);
    }

    /** Where the rise that leads up to the best passes a share of it. */
    double logFirst(double level) {
        int i = best;
        while (i > 0 && share(i - 1) >= level) {
            i--;
        }
        return i == 0 ? grid.lowest() : crossing(i - 1, level);
    }

    /** Where merit falls again after the best: "slows, becomes ragged, or starts to fall"; else the highest rate seen. */
    double logBrink() {
        return edgeSeen() ? logLast(BRINK) : grid.highest();
    }

    /**
     * The mean of the rates at which merit has lost a tenth of its gain, two tenths, and so on: one level alone may lie on a bump, of
     * which fast ramps have some.
     */
    double logEdge() {
        int levels = 1 + (int) Math.round((BRINK - lowestEdgeLevel) / TENTH);
        return edgeSeen()
                ? IntStream.range(0, levels)
                        .mapToDouble(level -> logLast(BRINK - level * TENTH))
                        .average()
                        .orElseThrow()
                : grid.highest();
    }

    /** By a fall that is no noise. */
    boolean edgeSeen() {
        double lowest = Arrays.stream(merit, best, merit.length).min().orElseThrow();
        return fell() && merit[best] - lowest >= leastFall;
    }

    /** Whether the end is not as good as the best, be it by noise. */
    boolean fell() {
        return firstBelow(BRINK) < merit.length;
    }

    /** Where merit falls below a share of its best again; the highest rate seen if it never does. */
    double logLast(double level) {
        int below = firstBelow(level);
        return below < merit.length && below > 0
                ? Math.min(crossing(below - 1, level), grid.highest())
                : grid.highest();
    }

    /** The first bin after the best that is below a share of it; the number of bins where there is none. */
    private int firstBelow(double level) {
        int i = best;
        while (i < merit.length && share(i) >= level) {
            i++;
        }
        return i;
    }

    /** Between a bin and the next, as if the fit were straight there. */
    private double crossing(int bin, double level) {
        double fraction = (level - share(bin)) / (share(bin + 1) - share(bin));
        return grid.logLrOf(bin) + Math.clamp(fraction, 0, 1) * Grid.WIDTH;
    }

    double shareAt(double logLr) {
        return share(grid.binOf(logLr));
    }

    private double share(int bin) {
        return (merit[bin] - start) / gain();
    }
}
