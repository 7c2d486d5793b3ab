package dev.rangefinder.recommendation;

import dev.rangefinder.recommendation.PooledCurve.Weights;
import java.util.Optional;

/**
 * What an algorithm sees in the repeats of a test, before anything is concluded from it.
 *
 * @param dwelling decades between max and the edge of the ramp
 */
record Reading(
        Algorithm algorithm,
        SweptRange swept,
        FittableRepeats sweep,
        long iterationsPerEpoch,
        FittedRule loss,
        Optional<FittedRule> accuracy,
        Forgetting forgetting,
        double dwelling) {

    static Reading of(FittableRepeats sweep, SweptRange swept, long iterationsPerEpoch, Algorithm algorithm) {
        FittedRule loss = LossRule.fit(sweep, algorithm);
        Forgetting forgetting = Forgetting.of(sweep, loss);
        double dwelling = algorithm.dwelling(forgetting.around(loss.fitted().logEdge(), (repeat, bin) -> 1));
        return new Reading(
                algorithm,
                swept,
                sweep,
                iterationsPerEpoch,
                loss,
                AccuracyRule.fit(sweep, algorithm),
                forgetting,
                dwelling);
    }

    /** The same, had the curves been weighed otherwise. */
    double dwelling(Weights weights, FittedCurve losses) {
        return algorithm.dwelling(forgetting.around(losses.logEdge(), weights));
    }

    /** How many standard errors the best of the fitted loss lies below the start. */
    double significance() {
        return loss.significance();
    }
}
