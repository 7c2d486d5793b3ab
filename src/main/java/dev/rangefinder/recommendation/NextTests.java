package dev.rangefinder.recommendation;

import java.util.Optional;

/** Which sweep would answer what a test did not. */
final class NextTests {

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

    /** Of a test that shows learning. */
    static Optional<NextTest> after(Verdict verdict, Reading reading, Interval maxLr) {
        return switch (verdict) {
            case OK -> Optional.empty();
            case TOO_NOISY -> Optional.of(sameRates(reading, 1, repeats(reading, maxLr)));
            case UPPER_NOT_REACHED -> Optional.of(higherEnd(reading));
            case DIVERGED_AT_START -> Optional.of(lowerStart(reading, maxLr.high()));
            case TOO_SHORT ->
                Optional.of(sameRates(reading, SLOWER, reading.sweep().repeats().size()));
            case FLAT, NEVER_LEARNED -> Optional.empty();
        };
    }

    /** Of a test that shows none. */
    static Optional<NextTest> afterNothing(Verdict verdict, Reading reading, double maxLr) {
        return switch (verdict) {
            case FLAT -> Optional.of(higherEnd(reading));
            case DIVERGED_AT_START -> Optional.of(lowerStart(reading, maxLr));
            case NEVER_LEARNED, TOO_NOISY, TOO_SHORT ->
                Optional.of(sameRates(reading, SLOWER, reading.sweep().repeats().size()));
            case OK, UPPER_NOT_REACHED -> Optional.empty();
        };
    }

    private static NextTest higherEnd(Reading reading) {
        return between(
                reading, reading.swept().startLr(), Math.min(reading.swept().endLr() * EXTENSION, Double.MAX_VALUE));
    }

    /** Up to where it diverged for certain, or the new sweep would end below its edge. */
    private static NextTest lowerStart(Reading reading, double maxLr) {
        double lowest = Math.pow(10, reading.loss().grid().lowest());
        return between(
                reading,
                Math.max(lowest / LOWER_START, Double.MIN_NORMAL),
                Math.clamp(
                        maxLr * EXTENSION * EXTENSION,
                        2 * lowest,
                        reading.swept().endLr()));
    }

    private static NextTest between(Reading reading, double startLr, double endLr) {
        SweptRange swept = reading.swept();
        double stretch = swept.startLr() > 0 && startLr > 0
                ? Math.log(endLr / startLr) / Math.log(swept.endLr() / swept.startLr())
                : endLr / swept.endLr();
        return new NextTest(
                startLr,
                endLr,
                Math.clamp(Math.round(reading.sweep().iterations() * stretch), 2, MOST_ITERATIONS),
                reading.sweep().repeats().size());
    }

    private static NextTest sameRates(Reading reading, int slower, int repeats) {
        return new NextTest(
                reading.swept().startLr(),
                reading.swept().endLr(),
                Math.clamp(reading.sweep().iterations() * slower, 2, MOST_ITERATIONS),
                repeats);
    }

    /** Standard errors, and with them intervals, go with one over the root of the repeats. */
    private static int repeats(Reading reading, Interval maxLr) {
        double clearer = FittedRule.LEARNED / reading.significance();
        double narrower = Math.log(maxLr.high() / maxLr.low()) / Math.log(Estimate.WIDEST_INTERVAL);
        double factor = Math.max(1, Math.max(clearer, narrower));
        int now = reading.sweep().repeats().size();
        return Math.clamp((long) Math.ceil(now * factor * factor), Math.max(now + 1, FEWEST_REPEATS), MOST_REPEATS);
    }
}
