package dev.rangefinder.recommendation.advice;

import dev.rangefinder.recommendation.Interval;
import dev.rangefinder.recommendation.NextTest;
import dev.rangefinder.recommendation.SweptRange;
import dev.rangefinder.recommendation.bounds.CurveAnalysis;
import dev.rangefinder.recommendation.bounds.Findings;
import dev.rangefinder.recommendation.bounds.LearnedBounds;
import dev.rangefinder.recommendation.fit.FittedSignal;
import java.util.Optional;

/** Which sweep would answer what a test did not. */
public final class NextTests {

    /** An edge that was not seen is mostly within a decade. */
    private static final double EXTENSION = 10;

    /** Where even the lowest rates were too high, the edge is somewhere below: two decades and the onset's one. */
    private static final double LOWER_START = 100;

    /** A ramp three times as slow trains three times as much at each rate. */
    private static final int SLOWER = 3;

    /** As many as a test may have. */
    private static final int MOST_REPEATS = 64;

    private static final long MOST_ITERATIONS = 1_000_000;

    /** From three on, the seeds' own differences are part of the interval. */
    private static final int FEWEST_REPEATS = 3;

    private NextTests() {}

    public static Optional<NextTest> after(Findings findings, CurveAnalysis analysis) {
        Interval maxLr = findings.rates().maxLrInterval();
        return switch (findings.verdict()) {
            case OK, VERIFIED -> Optional.empty();
            case TOO_NOISY -> Optional.of(sameRates(analysis, 1, repeats(analysis, maxLr)));
            case UPPER_NOT_REACHED, FLAT -> Optional.of(higherEnd(analysis));
            case DIVERGED_AT_START ->
                Optional.of(lowerStart(
                        analysis,
                        analysis.loss().perhapsLearned()
                                ? maxLr.high()
                                : findings.rates().maxLr()));
            case TOO_SHORT, NEVER_LEARNED ->
                Optional.of(
                        sameRates(analysis, SLOWER, analysis.sweep().repeats().size()));
        };
    }

    private static NextTest higherEnd(CurveAnalysis analysis) {
        SweptRange swept = analysis.context().swept();
        return between(analysis, swept.startLr(), Math.min(swept.endLr() * EXTENSION, Double.MAX_VALUE));
    }

    /** Up to where it diverged for certain, or the new sweep would end below its edge. */
    private static NextTest lowerStart(CurveAnalysis analysis, double maxLr) {
        double lowest = Math.pow(10, analysis.loss().grid().lowest());
        return between(
                analysis,
                Math.max(lowest / LOWER_START, Double.MIN_NORMAL),
                Math.clamp(
                        maxLr * EXTENSION * EXTENSION,
                        2 * lowest,
                        analysis.context().swept().endLr()));
    }

    private static NextTest between(CurveAnalysis analysis, double startLr, double endLr) {
        SweptRange swept = analysis.context().swept();
        double stretch = swept.startLr() > 0 && startLr > 0
                ? Math.log(endLr / startLr) / Math.log(swept.endLr() / swept.startLr())
                : endLr / swept.endLr();
        return new NextTest(
                startLr,
                endLr,
                Math.clamp(Math.round(iterations(analysis) * stretch), 2, MOST_ITERATIONS),
                analysis.sweep().repeats().size());
    }

    private static NextTest sameRates(CurveAnalysis analysis, int slower, int repeats) {
        SweptRange swept = analysis.context().swept();
        return new NextTest(
                swept.startLr(), swept.endLr(), Math.clamp(iterations(analysis) * slower, 2, MOST_ITERATIONS), repeats);
    }

    /** Of the whole ladder, also where every repeat diverged before its end. */
    private static long iterations(CurveAnalysis analysis) {
        long longest = analysis.sweep().repeats().stream()
                .mapToLong(repeat -> repeat.observations().getLast().iteration()
                        - repeat.observations().getFirst().iteration()
                        + 1)
                .max()
                .orElse(0);
        return Math.max(longest, analysis.context().swept().iterations());
    }

    /** Standard errors, and with them intervals, go with one over the root of the repeats. */
    private static int repeats(CurveAnalysis analysis, Interval maxLr) {
        double clearer = FittedSignal.LEARNED / analysis.loss().significance();
        double narrower = Math.log(maxLr.high() / maxLr.low()) / Math.log(LearnedBounds.WIDEST_INTERVAL);
        double factor = Math.max(1, Math.max(clearer, narrower));
        int now = analysis.sweep().repeats().size();
        return Math.clamp((long) Math.ceil(now * factor * factor), Math.max(now + 1, FEWEST_REPEATS), MOST_REPEATS);
    }
}
