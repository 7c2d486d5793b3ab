package dev.rangefinder.recommendation;

import dev.rangefinder.recommendation.PooledCurve.Weights;
import java.util.Optional;

/**
 * What an algorithm sees in the repeats of a test, before anything is concluded from it.
 *
 * @param accuracyStayed whether accuracies were reported, and none rose
 * @param dwelling decades between max and the edge of the ramp
 */
record Reading(
        Algorithm algorithm,
        SweptRange swept,
        FittableRepeats sweep,
        long iterationsPerEpoch,
        FittedRule loss,
        Optional<FittedRule> accuracy,
        boolean accuracyStayed,
        Forgetting forgetting,
        double dwelling) {

    /** Below it, most of what was learned was learned between the rate that would be max and the edge. */
    private static final double HALF_OF_THE_GAIN = 0.5;

    static Reading of(FittableRepeats sweep, SweptRange swept, long iterationsPerEpoch, Algorithm algorithm) {
        FittedRule loss = LossRule.fit(sweep, algorithm);
        Forgetting forgetting = Forgetting.of(sweep, loss);
        Reading undecided = new Reading(
                algorithm,
                swept,
                sweep,
                iterationsPerEpoch,
                loss,
                AccuracyRule.fit(sweep, algorithm),
                AccuracyRule.stayedWhereItWas(sweep, algorithm),
                forgetting,
                algorithm.dwelling(0));
        return undecided.withDwelling(undecided.dwelling((repeat, bin) -> 1, loss.fitted()));
    }

    private Reading withDwelling(double decades) {
        return new Reading(
                algorithm, swept, sweep, iterationsPerEpoch, loss, accuracy, accuracyStayed, forgetting, decades);
    }

    /** Decades between max and the edge, had the curves been weighed so. Residuals from a steep fall say nothing about memory. */
    double dwelling(Weights weights, FittedCurve losses) {
        return algorithm.dwelling(sweptTooFast() ? 0 : forgetting.around(losses.logEdge(), weights));
    }

    /**
     * Whether the loss had made less than half of its gain at a fourth of its edge. Such a sweep diverged while it had only
     * begun to learn: how high the edge lies, and what rates below it would do, shows in a slower one.
     */
    boolean sweptTooFast() {
        return algorithm.doubtsFastSweeps() && loss.fitted().edgeSeen() && isLittle(gainShareBelowEdge());
    }

    /**
     * Whether only the level of the outputs was learned, such as how often each class comes: the loss of a network that starts
     * with confident guesses falls for that alone, and stays there at rates that it cannot learn at.
     */
    boolean onlyTheLevelFell() {
        return algorithm.doubtsFastSweeps() && accuracyStayed && accuracy.isEmpty();
    }

    /** The share of its gain that the fitted loss has where max would be if the optimizer had a memory. */
    double gainShareBelowEdge() {
        FittedCurve fitted = loss.fitted();
        return fitted.shareAt(fitted.logEdge() - Dwelling.WITH_MEMORY);
    }

    static boolean isLittle(double gainShare) {
        return gainShare < HALF_OF_THE_GAIN;
    }

    /** How many standard errors the best of the fitted loss lies below the start. */
    double significance() {
        return loss.significance();
    }
}
