package dev.rangefinder.recommendation.bounds;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.recommendation.Interval;
import dev.rangefinder.recommendation.LearningRates;
import dev.rangefinder.recommendation.SweptRange;
import dev.rangefinder.recommendation.Verdict;
import dev.rangefinder.recommendation.fit.FittedSignal;
import dev.rangefinder.recommendation.fit.Grid;
import dev.rangefinder.recommendation.fit.LossLevels;
import java.util.List;

/** Cautious bounds for a test that does not answer, an order of magnitude wide to either side. */
public final class FallbackBounds {

    /** Low, yet above 0: a guess keeps to the rates that were swept. */
    private static final double CONFIDENCE = 0.05;

    /**
     * The part of a sweep that is guessed from: no more than four decades below its end, or a ladder from 0 has no
     * middle.
     */
    private static final double DECADES = 4;

    private static final double SPREAD = 10;

    /** A loss that rises within the lowest third of the sweep had nowhere to learn. */
    private static final double START = 1.0 / 3;

    private FallbackBounds() {}

    /** With too few points for a fit: the middle of the sweep, or its low end where the loss was not finite. */
    public static Findings withoutFit(List<Curve> curves, SweptRange swept) {
        boolean diverged =
                curves.stream().flatMap(curve -> curve.observations().stream()).anyMatch(o -> !LossLevels.isFinite(o));
        double end = Math.log10(swept.endLr());
        double start = Math.max(Math.log10(swept.startLr()), end - DECADES);
        CycleBounds bounds = CycleBounds.below(diverged ? start : (start + end) / 2, Double.NEGATIVE_INFINITY);
        return of(diverged ? Verdict.DIVERGED_AT_START : Verdict.TOO_SHORT, bounds, swept);
    }

    /**
     * With a fit of the loss that shows no learning: from the accuracy where that rose and fell again, else below the
     * rate where the loss rises, or below the end where it never does.
     */
    public static Findings unlearned(CurveAnalysis analysis) {
        FittedSignal loss = analysis.loss();
        SweptRange swept = analysis.context().swept();
        Grid grid = loss.grid();
        int fall = loss.firstFall();
        boolean fell = fall < grid.size();
        double edge = fell ? Math.min(grid.logLrOf(fall), grid.highest()) : grid.highest();
        Verdict verdict = verdict(fell, edge, grid.lowest(), Math.log10(swept.endLr()));
        return analysis.accuracy()
                .filter(accuracy -> verdict != Verdict.DIVERGED_AT_START
                        && accuracy.shares().edgeSeen())
                .map(accuracy -> of(Verdict.TOO_NOISY, CycleBounds.of(accuracy.shares(), analysis.margin()), swept))
                .orElseGet(() -> of(verdict, belowEdge(edge, analysis.presumedForgetting(), grid), swept));
    }

    private static CycleBounds belowEdge(double edge, double forgetting, Grid grid) {
        double max = edge - Margin.of(forgetting, 0).belowEdge();
        return CycleBounds.below(Math.clamp(max, grid.lowest(), grid.highest()), Double.NEGATIVE_INFINITY);
    }

    private static Verdict verdict(boolean fell, double edge, double lowest, double end) {
        if (!fell) {
            return Verdict.FLAT;
        }
        return edge < lowest + (end - lowest) * START ? Verdict.DIVERGED_AT_START : Verdict.NEVER_LEARNED;
    }

    private static Findings of(Verdict verdict, CycleBounds bounds, SweptRange swept) {
        double max = Math.min(bounds.maxLr(), swept.endLr());
        LearningRates rates = LearningRates.of(
                bounds.baseLr(),
                around(bounds.baseLr(), swept),
                max,
                around(max, swept),
                around(Math.pow(10, bounds.logLr()), swept),
                BayesianBootstrap.LEVEL);
        return new Findings(verdict, rates, CONFIDENCE, null, List.of());
    }

    private static Interval around(double rate, SweptRange swept) {
        return new Interval(Math.max(rate / SPREAD, Double.MIN_VALUE), Math.min(rate * SPREAD, swept.endLr()));
    }
}
