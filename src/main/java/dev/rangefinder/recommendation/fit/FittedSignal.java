package dev.rangefinder.recommendation.fit;

import dev.rangefinder.recommendation.fit.BinnedCurve.Weights;
import java.util.List;

/**
 * A signal, the fit through it, and how far its gain stands out of the noise.
 *
 * @param name as its own answer is called in a recommendation
 * @param leastFall how far the fit must fall behind its best for that to be no noise
 */
public record FittedSignal(
        String name, Signal signal, Grid grid, BinnedCurve curve, Lowess fit, double leastFall, GainShares shares) {

    /**
     * Standard errors. The best of a fitted curve is the largest of some thirty independent windows, which by chance
     * alone lies 2 to 4 above the start; twice that is learning.
     */
    public static final double LEARNED = 6;

    private static final double PERHAPS_LEARNED = 4;

    /** What chance alone often reaches, and yet the best guess there is. */
    private static final double SEEMS_LEARNED = 3;

    static FittedSignal of(String name, Signal signal, Grid grid) {
        BinnedCurve curve = BinnedCurve.of(signal.repeats(), grid);
        Lowess fit = Lowess.of(curve.unweighted());
        double error = signal.noise() * Math.sqrt(2 / fit.pointsAround(grid.size() - 1));
        double leastFall = LEARNED * error;
        GainShares shares = new GainShares(grid, fit.through(curve.unweighted()), signal.start(), leastFall);
        return new FittedSignal(name, signal, grid, curve, fit, leastFall, shares);
    }

    /**
     * The same, read as a share of the way from another level than that before training. Losses scatter as they are
     * large: what lies beyond a level that was a small part of them is held against the noise there.
     */
    public FittedSignal from(double level) {
        double best = grid.logLrOf(shares.best());
        List<double[]> beside = signal.repeats().stream()
                .map(repeat -> repeat.stream()
                        .filter(point -> Math.abs(point.logLr() - best) <= Lowess.HALF_WIDTH)
                        .mapToDouble(Point::value)
                        .toArray())
                .toList();
        double noise = Math.min(signal.noise(), Statistics.noise(beside));
        Signal further = new Signal(signal.repeats(), level, signal.startPoints(), noise);
        return new FittedSignal(name, further, grid, curve, fit, leastFall, shares.from(level));
    }

    /** As the fit would be, had the points been weighed so. */
    public GainShares resampled(Weights weights) {
        return shares.of(fit.through(curve.weighted(weights)));
    }

    public boolean learned() {
        return significance() >= LEARNED;
    }

    public boolean perhapsLearned() {
        return significance() >= PERHAPS_LEARNED;
    }

    /** Whether there is a best that falls off again, be it by chance. */
    public boolean seemsLearned() {
        return significance() >= SEEMS_LEARNED && shares.fell();
    }

    /** How many standard errors the best lies above the start. */
    public double significance() {
        return significance(shares.best());
    }

    /** The value before training. */
    public double start() {
        return signal.start();
    }

    /** The first bin where the fit is worse than before training; the size of the grid where there is none. */
    public int firstFall() {
        int bin = 0;
        while (bin < grid.size() && significance(bin) > -PERHAPS_LEARNED) {
            bin++;
        }
        return bin;
    }

    /** How many standard errors a fitted value lies above the start. */
    private double significance(int bin) {
        double difference = shares.value(bin) - signal.start();
        // Rounding makes differences where there are none; they are no learning, however small the noise.
        double rounding = 1e-9 * Math.abs(signal.start());
        double error = signal.noise() * Math.sqrt(1 / fit.pointsAround(bin) + 1.0 / signal.startPoints());
        return Math.abs(difference) <= rounding ? 0 : difference / error;
    }
}
