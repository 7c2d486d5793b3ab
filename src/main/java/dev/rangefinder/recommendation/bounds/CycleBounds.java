package dev.rangefinder.recommendation.bounds;

import dev.rangefinder.recommendation.fit.GainShares;
import dev.rangefinder.recommendation.fit.Grid;

/** The bounds of a cycle, kept as decimal logarithms, in which every rule here works. */
public record CycleBounds(double logBase, double logMax) {

    /** The rule of thumb of the paper (arXiv 1506.01186, section 3.3): base is a third or a fourth of max. */
    private static final double NARROWEST = Math.log10(4);

    /** An order of magnitude: below that the lower half of a cycle no longer trains, and only costs time. */
    private static final double WIDEST = 1;

    /** From one signal alone. */
    static CycleBounds of(GainShares shares, Margin margin) {
        return between(shares.logOnset(), shares.logEdge(), shares.edgeSeen(), shares.logTop(), margin, shares.grid());
    }

    /**
     * From both signals, weighed in the logarithm. Whether the edge was seen is for the loss to say: it falls first,
     * and further.
     */
    static CycleBounds of(GainShares loss, GainShares accuracy, double lossShare, Margin margin) {
        return between(
                lossShare * loss.logOnset() + (1 - lossShare) * accuracy.logOnset(),
                lossShare * loss.logEdge() + (1 - lossShare) * accuracy.logEdge(),
                loss.edgeSeen(),
                lossShare * loss.logTop() + (1 - lossShare) * accuracy.logTop(),
                margin,
                loss.grid());
    }

    /** From where the accuracy starts to rise to where it falls again, kept apart as cycles are. */
    static CycleBounds asThePaperReads(GainShares accuracy) {
        return below(accuracy.logBrink(), accuracy.logOnset());
    }

    /**
     * From where the curve starts to improve and where it ceases to, kept within the rates that were seen.
     *
     * @param logEdge the highest rate seen, where no edge was
     * @param logTop as high as max may be where the ramp coasts
     */
    static CycleBounds between(
            double logOnset, double logEdge, boolean edgeSeen, double logTop, Margin margin, Grid grid) {
        double max = logEdge - (edgeSeen ? margin.belowEdge() : margin.belowEnd());
        return below(
                Math.clamp(margin.coasts() ? Math.min(max, logTop) : max, grid.lowest(), grid.highest()), logOnset);
    }

    static CycleBounds below(double logMax, double logOnset) {
        return new CycleBounds(Math.clamp(logOnset, logMax - WIDEST, logMax - NARROWEST), logMax);
    }

    /** The same cycle at other rates, yet within those that were seen. */
    CycleBounds shifted(double decades, Grid grid) {
        double max = Math.clamp(logMax + decades, grid.lowest(), grid.highest());
        return new CycleBounds(logBase + max - logMax, max);
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
