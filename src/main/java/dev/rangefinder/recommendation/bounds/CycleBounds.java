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
        return of(shares, shares, 1, margin);
    }

    /**
     * From both signals, weighed in the logarithm. Whether the edge was seen is for the loss to say: it falls first,
     * and further.
     */
    static CycleBounds of(GainShares loss, GainShares accuracy, double lossShare, Margin margin) {
        return between(
                Landmarks.of(loss).mixedWith(Landmarks.of(accuracy), lossShare), loss.edgeSeen(), margin, loss.grid());
    }

    /** From where the curve starts to improve and where it ceases to, kept within the rates that were seen. */
    static CycleBounds between(Landmarks marks, boolean edgeSeen, Margin margin, Grid grid) {
        double max = edgeSeen ? marks.edge() - margin.belowEdge() : belowUnseenEdge(marks, margin);
        double borne = margin.coasts() ? Math.min(max, marks.top()) : max;
        return below(Math.clamp(borne, grid.lowest(), grid.highest()), marks.onset());
    }

    /**
     * The edge lies somewhere above the highest rate seen; but where the best lies far below that, no further above it
     * than halfway: on such a plateau more would be no better.
     */
    private static double belowUnseenEdge(Landmarks marks, Margin margin) {
        return Math.min(marks.edge() - margin.belowEnd(), (marks.best() + marks.edge()) / 2);
    }

    /** From where the accuracy starts to rise to where it falls again, kept apart as cycles are. */
    static CycleBounds asThePaperReads(GainShares accuracy) {
        return below(accuracy.logBrink(), accuracy.logOnset());
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

    /**
     * What a curve shows, as decimal logarithms of rates.
     *
     * @param edge the highest rate seen, where no edge was
     * @param top as high as max may be where the ramp coasts
     */
    record Landmarks(double onset, double edge, double top, double best) {

        static Landmarks of(GainShares shares) {
            return new Landmarks(shares.logOnset(), shares.logEdge(), shares.logTop(), shares.logBest());
        }

        Landmarks mixedWith(Landmarks other, double share) {
            return new Landmarks(
                    mixed(onset, other.onset, share),
                    mixed(edge, other.edge, share),
                    mixed(top, other.top, share),
                    mixed(best, other.best, share));
        }

        private static double mixed(double one, double other, double share) {
            return share * one + (1 - share) * other;
        }
    }
}
