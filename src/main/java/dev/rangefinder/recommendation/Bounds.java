package dev.rangefinder.recommendation;

/** A pair of bounds, kept as decimal logarithms, in which every rule here works. */
record Bounds(double logBase, double logMax) {

    /** The rule of thumb of the paper (arXiv 1506.01186, section 3.3): base is a third or a fourth of max. */
    private static final double NARROWEST = Math.log10(4);

    /** An order of magnitude: below that the lower half of a cycle no longer trains, and only costs time. */
    private static final double WIDEST = 1;

    /**
     * From where the curve starts to improve and where it ceases to, kept within the rates that were seen.
     *
     * @param logEdge the highest rate seen, where no edge was
     */
    static Bounds between(double logOnset, double logEdge, boolean edgeSeen, Margin margin, Grid grid) {
        double max = logEdge - (edgeSeen ? margin.belowEdge() : margin.belowEnd());
        return below(Math.clamp(max, grid.lowest(), grid.highest()), logOnset);
    }

    static Bounds below(double logMax, double logOnset) {
        return new Bounds(Math.clamp(logOnset, logMax - WIDEST, logMax - NARROWEST), logMax);
    }

    /** The same cycle at other rates, yet within those that were seen. */
    Bounds shifted(double decades, Grid grid) {
        double max = Math.clamp(logMax + decades, grid.lowest(), grid.highest());
        return new Bounds(logBase + max - logMax, max);
    }

    double baseLr() {
        return Math.pow(10, logBase);
    }

    double maxLr() {
        return Math.pow(10, logMax);
    }

    /** A single rate: a cycle spends as long above it as below, on the scale on which rates count. */
    double logLr() {
        return (logBase + logMax) / 2;
    }
}
