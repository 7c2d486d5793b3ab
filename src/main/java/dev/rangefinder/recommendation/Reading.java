package dev.rangefinder.recommendation;

import dev.rangefinder.recommendation.PooledCurve.Weights;
import java.util.Optional;

/**
 * What an algorithm sees in the repeats of a test, before anything is concluded from it.
 *
 * @param pace decades that the ramp passes in an iteration, at the edge of the loss
 * @param margin between max and the edge of the ramp
 */
record Reading(
        Algorithm algorithm,
        Setting setting,
        FittableRepeats sweep,
        FittedRule loss,
        AccuracyRule accuracies,
        Forgetting forgetting,
        double pace,
        Margin margin) {

    /** Below it, most of what was learned was learned between the rate that would be max and the edge. */
    private static final double HALF_OF_THE_GAIN = 0.5;

    static Reading of(FittableRepeats sweep, Setting setting, Algorithm algorithm) {
        FittedRule loss = LossRule.fit(sweep, algorithm);
        double pace = sweep.pace(loss.fitted().logEdge());
        Reading undecided = new Reading(
                algorithm,
                setting,
                sweep,
                loss,
                AccuracyRule.of(sweep, algorithm),
                Forgetting.of(sweep, loss),
                pace,
                algorithm.margin(0, pace));
        return undecided.withMargin(undecided.margin((repeat, bin) -> 1, loss.fitted()));
    }

    private Reading withMargin(Margin decided) {
        return new Reading(algorithm, setting, sweep, loss, accuracies, forgetting, pace, decided);
    }

    SweptRange swept() {
        return setting.swept();
    }

    Optional<FittedRule> accuracy() {
        return accuracies.fit();
    }

    /**
     * Between max and the edge, had the curves been weighed so. Residuals from a steep fall say nothing about memory, and need not
     * where the momentum is known.
     */
    Margin margin(Weights weights, FittedCurve losses) {
        boolean readable = knownForgetting().isEmpty() && !sweptTooFast();
        return algorithm.margin(readable ? forgetting.around(losses.logBrink(), weights) : presumedForgetting(), pace);
    }

    /** Whether max keeps more of a distance than it would if the optimizer were sure to have no memory. */
    boolean leavesMemoryOpen() {
        return margin.belowEdge() > algorithm.margin(Forgetting.COMPLETE, pace).belowEdge();
    }

    /** What is taken for the optimizer's forgetting where the curve is not asked: the cautious side, unless it is known. */
    double presumedForgetting() {
        return knownForgetting().orElse(Forgetting.NONE);
    }

    private Optional<Double> knownForgetting() {
        return heededMomentum().flatMap(Forgetting::ofMomentum);
    }

    /** The momentum, where somebody says it and the algorithm asks. */
    Optional<Double> heededMomentum() {
        return Optional.ofNullable(setting.momentum()).filter(said -> algorithm.heedsMomentum());
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
        return algorithm.doubtsFastSweeps()
                && accuracies.stayed()
                && accuracies.fit().isEmpty();
    }

    /** The share of its gain that the fitted loss has where max would be; if nobody knows better, of an optimizer with memory. */
    double gainShareBelowEdge() {
        FittedCurve losses = loss.fitted();
        double edge = heeded().map(accurate -> (losses.logEdge() + accurate.logEdge()) / 2)
                .orElse(losses.logEdge());
        return losses.shareAt(
                edge - algorithm.margin(presumedForgetting(), pace).belowEdge());
    }

    private Optional<FittedCurve> heeded() {
        return algorithm.heedsAccuracy() ? accuracy().map(FittedRule::fitted) : Optional.empty();
    }

    static boolean isLittle(double gainShare) {
        return gainShare < HALF_OF_THE_GAIN;
    }

    /** How many standard errors the best of the fitted loss lies below the start. */
    double significance() {
        return loss.significance();
    }
}
