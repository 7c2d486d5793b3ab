package dev.rangefinder.recommendation;

import dev.rangefinder.recommendation.PooledCurve.Weights;

/** A rule's curve, the fit through it, and how far its gain stands out of the noise. */
record FittedRule(
        String name,
        Merit merit,
        Grid grid,
        PooledCurve curve,
        LocalFit fit,
        double leastFall,
        double lowestEdgeLevel,
        FittedCurve fitted) {

    /**
     * Standard errors. The best of a fitted curve is the largest of some thirty independent windows, which by chance
     * alone lies 2 to 4 above the start; twice that is learning.
     */
    static final double LEARNED = 6;

    private static final double PERHAPS_LEARNED = 4;

    static FittedRule of(String name, Merit merit, Grid grid, Algorithm algorithm) {
        PooledCurve curve = PooledCurve.of(merit.repeats(), grid);
        LocalFit fit = LocalFit.of(curve.unweighted());
        double error = merit.noise() * Math.sqrt(2 / fit.pointsAround(grid.size() - 1));
        double leastFall = algorithm.leastFall() * error;
        double lowestEdgeLevel = algorithm.lowestEdgeLevel();
        FittedCurve fitted =
                new FittedCurve(grid, fit.through(curve.unweighted()), merit.start(), leastFall, lowestEdgeLevel);
        return new FittedRule(name, merit, grid, curve, fit, leastFall, lowestEdgeLevel, fitted);
    }

    FittedCurve resampled(Weights weights) {
        return new FittedCurve(grid, fit.through(curve.weighted(weights)), merit.start(), leastFall, lowestEdgeLevel);
    }

    boolean learned() {
        return significance() >= LEARNED;
    }

    boolean perhapsLearned() {
        return significance() >= PERHAPS_LEARNED;
    }

    /** How many standard errors the best lies above the start. */
    double significance() {
        return significance(fitted.best());
    }

    /** The first bin where the merit is worse than before training; the size of the grid where there is none. */
    int firstFall() {
        int bin = 0;
        while (bin < grid.size() && significance(bin) > -PERHAPS_LEARNED) {
            bin++;
        }
        return bin;
    }

    /** From where it starts to rise to where it falls again, kept apart as cycles are. */
    Bounds asThePaperReads() {
        return Bounds.below(fitted.logBrink(), fitted.logOnset());
    }

    Bounds bounds(Margin margin) {
        return Bounds.between(fitted.logOnset(), fitted.logEdge(), fitted.edgeSeen(), margin, grid);
    }

    /** How many standard errors a fitted value lies above the start. */
    private double significance(int bin) {
        double difference = fitted.merit(bin) - merit.start();
        // Rounding makes differences where there are none; they are no learning, however small the noise.
        double rounding = 1e-9 * Math.abs(merit.start());
        double error = merit.noise() * Math.sqrt(1 / fit.pointsAround(bin) + 1.0 / merit.startPoints());
        return Math.abs(difference) <= rounding ? 0 : difference / error;
    }
}
