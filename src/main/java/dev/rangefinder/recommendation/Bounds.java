package dev.rangefinder.recommendation;

/** A pair of bounds, kept as decimal logarithms, in which every rule here works. */
record Bounds(double logBase, double logMax) {

    /**
     * A ramp passes each rate in a few iterations, a cycle dwells near its max: what a ramp survives, a cycle does not.
     * On three measured surfaces the best max lay 4 to 6 times below the edge of the ramp.
     */
    static final double DWELLING = Math.log10(5);

    /** Where no edge was seen it lies somewhere above the highest rate: half of the way (in the logarithm) is kept. */
    private static final double DWELLING_BELOW_UNSEEN_EDGE = DWELLING / 2;

    /** The rule of thumb of the paper (arXiv 1506.01186, section 3.3): base is a third or a fourth of max. */
    private static final double NARROWEST = Math.log10(4);

    /** An order of magnitude: below that the lower half of a cycle no longer trains, and only costs time. */
    private static final double WIDEST = 1;

    /** From where the curve starts to improve and where it ceases to, kept within the rates that were seen. */
    static Bounds between(double logOnset, double logEdge, boolean edgeSeen, Grid grid) {
        double max = logEdge - (edgeSeen ? DWELLING : DWELLING_BELOW_UNSEEN_EDGE);
        return below(Math.clamp(max, grid.lowest(), grid.highest()), logOnset);
    }

    static Bounds below(double logMax, double logOnset) {
        return new Bounds(Math.clamp(logOnset, logMax - WIDEST, logMax - NARROWEST), logMax);
    }

    double baseLr() {
        return Math.pow(10, logBase);
    }

    double maxLr() {
        return Math.pow(10, logMax);
    }
}
