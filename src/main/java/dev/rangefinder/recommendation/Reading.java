package dev.rangefinder.recommendation;

import dev.rangefinder.recommendation.PooledCurve.Weights;
import java.util.Optional;

/**
 * What an algorithm sees in the repeats of a test, before anything is concluded from it.
 *
 * @param accuracyStayed whether accuracies were reported, and none rose
 * @param pace decades that the ramp passes in an iteration, at the edge of the loss
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
        double pace,
        double dwelling) {

    /** Below it, most of what was learned was learned between the rate that would be max and the edge. */
    private static final double HALF_OF_THE_GAIN = 0.5;

    static Reading of(FittableRepeats sweep, SweptRange swept, long iterationsPerEpoch, Algorithm algorithm) {
        FittedRule loss = LossRule.fit(sweep, algorithm);
        Forgetting forgetting = Forgetting.of(sweep, loss);
        double pace = sweep.pace(loss.fitted().logEdge());
        Reading undecided = new Reading(
                algorithm,
                swept,
                sweep,
                iterationsPerEpoch,
                loss,
                AccuracyRule.fit(sweep, algorithm),
                AccuracyRule.stayedWhereItWas(sweep, algorithm),
                forgetting,
                pace,
                algorithm.dwelling(0, pace));
        return undecided.withDwelling(undecided.dwelling((repeat, bin) -> 1, loss.fitted()));
    }

    private Reading withDwelling(double decades) {
        return new Reading(
                algorithm, swept, sweep, iterationsPerEpoch, loss, accuracy, accuracyStayed, forgetting, pace, decades);
    }

    /** Decades between max and the edge, had the curves been weighed so. Residuals from a steep fall say nothing about memory. */
    double dwelling(Weights weights, FittedCurve losses) {
        return algorithm.dwelling(sweptTooFast() ? 0 : forgetting.around(losses.logBrink(), weights), pace);
    }

    /** Whether the rates swept go on beyond what the model can be trained at. */
    boolean edgeSeen() {
        return loss.fitted().edgeSeen() && heeded().map(FittedCurve::edgeSeen).orElse(true);
    }

    /**
     * Whether the loss had made less than half of its gain where max would be. Such a sweep diverged while it had only
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
        FittedCurve losses = loss.fitted();
        double edge = heeded().map(accuracies -> (losses.logEdge() + accuracies.logEdge()) / 2)
                .orElse(losses.logEdge());
        return losses.shareAt(edge - algorithm.withMemory(pace));
    }

    private Optional<FittedCurve> heeded() {
        return algorithm.heedsAccuracy() ? accuracy.map(FittedRule::fitted) : Optional.empty();
    }

    static boolean isLittle(double gainShare) {
        return gainShare < HALF_OF_THE_GAIN;
    }

    /** How many standard errors the best of the fitted loss lies below the start. */
    double significance() {
        return loss.significance();
    }
}
