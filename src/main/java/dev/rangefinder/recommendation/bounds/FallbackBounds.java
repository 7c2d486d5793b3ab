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
import java.util.Optional;

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
     * With a fit of the loss that shows no learning: from the accuracy where that rose and fell again, or from a fall of
     * the loss that may be chance, as long as nothing else is known; else below the rate where the loss rises, or below
     * the end where it never does.
     */
    public static Findings unlearned(CurveAnalysis analysis) {
        FittedSignal loss = analysis.loss();
        SweptRange swept = analysis.context().swept();
        Grid grid = loss.grid();
        int fall = loss.firstFall();
        boolean fell = fall < grid.size();
        double edge = fell ? Math.min(grid.logLrOf(fall), grid.highest()) : grid.highest();
        Verdict verdict = verdict(fell, edge, grid.lowest(), Math.log10(swept.endLr()));
        if (verdict == Verdict.DIVERGED_AT_START) {
            return of(verdict, belowEdge(edge, analysis), swept);
        }
        Optional<FittedSignal> accuracy =
                analysis.accuracy().filter(fit -> fit.shares().edgeSeen());
        return accuracy.isPresent()
                ? of(Verdict.TOO_NOISY, CycleBounds.of(accuracy.get().shares(), analysis.margin()), swept)
                : of(verdict, fromLoss(edge, analysis), swept);
    }

    private static CycleBounds fromLoss(double edge, CurveAnalysis analysis) {
        return analysis.loss().seemsLearned()
                ? CycleBounds.of(analysis.loss().shares(), analysis.margin())
                : belowEdge(edge, analysis);
    }

    private static CycleBounds belowEdge(double edge, CurveAnalysis analysis) {
        Grid grid = analysis.loss().grid();
        double max = edge - Margin.of(analysis.presumedForgetting(), 0).belowEdge();
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
