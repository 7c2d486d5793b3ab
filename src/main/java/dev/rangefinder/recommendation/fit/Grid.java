package dev.rangefinder.recommendation.fit;

/**
 * Bins of equal width in log10(lr) that all curves of a test are sorted into, so that the cost of a fit depends on the
 * range swept, not on the number of observations.
 *
 * @param lowest log10 of the lowest rate seen
 * @param highest log10 of the highest rate seen; the bins may go on above it, for repeats that diverged
 */
public record Grid(double lowest, double highest, int size) {

    /** A fiftieth of a decade, 5 %: finer than any bound can be known, a tenth of the kernel's half width. */
    public static final double WIDTH = 0.02;

    /** Not a round number, so that evenly spaced rates do not fall on the borders of bins, where rounding decides. */
    private static final double OFFSET = 0.381966;

    /** How far the bins go on above a repeat that diverged: the kernel's half width, so that the fit takes it in. */
    static final double BEYOND_DIVERGENCE = Lowess.HALF_WIDTH;

    public static Grid covering(double lowest, double highest, double highestOfInterest) {
        return new Grid(lowest, highest, 1 + (int) Math.floor((highestOfInterest - lowest) / WIDTH + OFFSET));
    }

    public int binOf(double logLr) {
        return Math.clamp((int) Math.floor((logLr - lowest) / WIDTH + OFFSET), 0, size - 1);
    }

    public double logLrOf(int bin) {
        return lowest + (bin + 0.5 - OFFSET) * WIDTH;
    }
}
