package dev.rangefinder.recommendation.bounds;

import dev.rangefinder.recommendation.Interval;
import dev.rangefinder.recommendation.Verdict;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far an answer can be relied on: how well loss and accuracy agree, and how narrow the interval of max is. A rank,
 * not a probability.
 *
 * @param disagreement decades between the edges of loss and accuracy; absent where there is no accuracy
 */
record Confidence(Verdict verdict, Interval maxLr, @Nullable Double disagreement) {

    /** A signal without a second opinion counts as one that another contradicts by a factor of two. */
    private static final double AGREEMENT_OF_ONE = Math.sqrt(0.5);

    /** An edge that was not seen halves what is known. */
    private static final double BELOW_UNSEEN_EDGE = 0.5;

    /** Not much more than a guess. */
    private static final double IN_DOUBT = 0.1;

    /** Four times the repeats halve a standard error: three times as many again. */
    private static final int FURTHER_REPEATS = 3;

    static Confidence of(Verdict verdict, Interval maxLr, CurveAnalysis analysis) {
        Double disagreement = analysis.accuracy()
                .map(accuracy -> Math.abs(
                        analysis.loss().shares().logEdge() - accuracy.shares().logEdge()))
                .orElse(null);
        return new Confidence(verdict, maxLr, disagreement);
    }

    double value() {
        double precision = Math.sqrt(maxLr.low() / maxLr.high());
        return agreement()
                * precision
                * switch (verdict) {
                    case OK, VERIFIED -> 1;
                    case UPPER_NOT_REACHED -> BELOW_UNSEEN_EDGE;
                    case NEVER_LEARNED, DIVERGED_AT_START, TOO_NOISY, FLAT, TOO_SHORT -> IN_DOUBT;
                };
    }

    private double agreement() {
        return disagreement == null ? AGREEMENT_OF_ONE : Math.pow(10, -disagreement / 2);
    }

    /** Repeats narrow what chance does; where most of the interval is a disagreement they do not. */
    Optional<Integer> repeatsToHalveInterval(int repeats) {
        double width = Math.log10(maxLr.high() / maxLr.low());
        boolean helps = verdict == Verdict.OK && (disagreement == null || disagreement < width / 2);
        return helps ? Optional.of(FURTHER_REPEATS * repeats) : Optional.empty();
    }
}
