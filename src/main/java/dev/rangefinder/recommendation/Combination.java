package dev.rangefinder.recommendation;

/** One pair of bounds from what both rules read, weighed in the logarithm. */
final class Combination {

    private Combination() {}

    /** Whether the edge was seen is for the loss to say: it falls first, and further. */
    static Bounds of(FittedCurve loss, FittedCurve accuracy, double lossShare, Margin margin) {
        return Bounds.between(
                lossShare * loss.logOnset() + (1 - lossShare) * accuracy.logOnset(),
                lossShare * loss.logEdge() + (1 - lossShare) * accuracy.logEdge(),
                loss.edgeSeen(),
                margin,
                loss.grid());
    }
}
