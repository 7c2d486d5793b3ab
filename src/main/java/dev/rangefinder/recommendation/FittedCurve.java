package dev.rangefinder.recommendation;

/**
 * A fitted merit along the grid, read as a share of the way from its start (0) to its best (1).
 */
final class FittedCurve {

    /** A tenth of the gain: clear of the start, long before the steepest part. */
    private static final double ONSET = 0.1;

    /** A tenth of the gain lost again: clear of a plateau's ripple, long before divergence. */
    private static final double EDGE = 0.9;

    private final Grid grid;
    private final double[] merit;
    private final double start;

    /** Of the merit at every bin of a grid, and of the merit before training. */
    FittedCurve(Grid grid, double[] merit, double start) {
        this.grid = grid;
        this.merit = merit;
        this.start = start;
    }

    Grid grid() {
        return grid;
    }

    double merit(int bin) {
        return merit[bin];
    }

    int best() {
        int best = 0;
        for (int i = 1; i < merit.length; i++) {
            if (merit[i] > merit[best]) {
                best = i;
            }
        }
        return best;
    }

    double gain() {
        return merit[best()] - start;
    }

    /** Where the rise that leads up to the best begins: "the accuracy starts to increase". */
    double logOnset() {
        int i = best();
        while (i > 0 && share(i - 1) >= ONSET) {
            i--;
        }
        return i == 0 ? grid.lowest() : crossing(i - 1, ONSET);
    }

    /** Where merit falls again after the best: "slows, becomes ragged, or starts to fall"; else the highest rate seen. */
    double logEdge() {
        int edge = edge();
        return edge < merit.length && edge > 0 ? Math.min(crossing(edge - 1, EDGE), grid.highest()) : grid.highest();
    }

    boolean edgeSeen() {
        return edge() < merit.length;
    }

    /** The first bin after the best that is below the edge; the number of bins where there is none. */
    private int edge() {
        int i = best();
        while (i < merit.length && share(i) >= EDGE) {
            i++;
        }
        return i;
    }

    /** Between a bin and the next, as if the fit were straight there. */
    private double crossing(int bin, double level) {
        double fraction = (level - share(bin)) / (share(bin + 1) - share(bin));
        return grid.logLrOf(bin) + Math.clamp(fraction, 0, 1) * Grid.WIDTH;
    }

    private double share(int bin) {
        return (merit[bin] - start) / gain();
    }
}
