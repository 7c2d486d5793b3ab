package dev.rangefinder.recommendation;

import dev.rangefinder.curve.Curve;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cautious bounds for a test that does not answer, an order of magnitude wide to either side. */
final class Guess {

    /** Low, yet above 0: a guess keeps to the rates that were swept. */
    private static final double CONFIDENCE = 0.05;

    /** The part of a sweep that is guessed from: no more than four decades below its end, or a ladder from 0 has no middle. */
    private static final double DECADES = 4;

    private static final double SPREAD = 10;

    /** A loss that rises within the lowest third of the sweep had nowhere to learn. */
    private static final double START = 1.0 / 3;

    private Guess() {}

    /** With too few points for a fit: the middle of the sweep, or its low end where the loss was not finite. */
    static Answer withoutFit(List<Curve> curves, SweptRange swept) {
        boolean diverged =
                curves.stream().flatMap(curve -> curve.observations().stream()).anyMatch(o -> !LossLevels.isFinite(o));
        double end = Math.log10(swept.endLr());
        double start = Math.max(Math.log10(swept.startLr()), end - DECADES);
        Bounds bounds = Bounds.below(diverged ? start : (start + end) / 2, Double.NEGATIVE_INFINITY);
        return of(
                diverged ? Verdict.DIVERGED_AT_START : Verdict.TOO_SHORT,
                bounds,
                swept,
                Evidence.withoutFit(curves),
                List.of(),
                null);
    }

    /** With a fit that shows no learning: below the rate where the loss rises, or near the end where it never does. */
    static Answer unlearned(Reading reading, Evidence evidence) {
        FittedRule loss = reading.loss();
        SweptRange swept = reading.swept();
        Grid grid = loss.grid();
        int fall = loss.firstFall();
        boolean fell = fall < grid.size();
        double edge = fell ? Math.min(grid.logLrOf(fall), grid.highest()) : grid.highest();
        Verdict verdict = verdict(fell, edge, grid.lowest(), Math.log10(swept.endLr()));
        Bounds bounds = Bounds.between(
                Double.NEGATIVE_INFINITY,
                edge,
                fell,
                reading.algorithm().margin(reading.presumedForgetting(), 0),
                grid);
        return of(
                verdict,
                bounds,
                swept,
                evidence,
                Symptoms.of(reading),
                NextTests.afterNothing(verdict, reading, bounds.maxLr()).orElse(null));
    }

    private static Verdict verdict(boolean fell, double edge, double lowest, double end) {
        if (!fell) {
            return Verdict.FLAT;
        }
        return edge < lowest + (end - lowest) * START ? Verdict.DIVERGED_AT_START : Verdict.NEVER_LEARNED;
    }

    private static Answer of(
            Verdict verdict,
            Bounds bounds,
            SweptRange swept,
            Evidence evidence,
            List<String> symptoms,
            @Nullable NextTest next) {
        double max = Math.min(bounds.maxLr(), swept.endLr());
        return new Answer(
                verdict,
                bounds.baseLr(),
                around(bounds.baseLr(), swept),
                max,
                around(max, swept),
                around(Math.pow(10, bounds.logLr()), swept),
                CONFIDENCE,
                null,
                List.of(),
                evidence,
                symptoms,
                next);
    }

    private static Interval around(double rate, SweptRange swept) {
        return new Interval(Math.max(rate / SPREAD, Double.MIN_VALUE), Math.min(rate * SPREAD, swept.endLr()));
    }
}
