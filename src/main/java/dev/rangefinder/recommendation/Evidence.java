package dev.rangefinder.recommendation;

import dev.rangefinder.curve.Curve;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the answer was read from; a part that could not be read is absent.
 *
 * @param points observations with a usable rate, of all repeats together
 * @param initialLoss median of the first losses
 * @param lossNoise standard deviation of the loss from one iteration to the next
 * @param bestLoss lowest value of the fitted loss
 * @param lossEdgeLr where the fitted loss loses again what it had gained; the highest rate seen if it never did
 * @param gainShareBelowEdge the share of its gain that the fitted loss has where max would be, of an optimizer with memory if it is not
 *     known to have none: little where the sweep was too fast
 * @param accuracyGain from the first accuracies to the highest fitted one
 * @param accuracyEdgeLr as {@code lossEdgeLr}, of the accuracy
 * @param divergedRepeats repeats that ended before the ladder did, with a loss that had diverged
 * @param lowestDivergedLr the lowest of the rates at which they ended
 * @param momentum what was said of the optimizer, where the algorithm asks for it
 * @param forgetting how much of a residual lives on in the next iteration only, around the edge: a sign that the optimizer has no momentum
 * @param edgeDivisor by how much {@code max_lr} lies below the edge
 */
public record Evidence(
        int points,
        @Nullable Double initialLoss,
        @Nullable Double lossNoise,
        @Nullable Double bestLoss,
        @Nullable Double bestLossLr,
        @Nullable Double lossEdgeLr,
        @Nullable Double gainShareBelowEdge,
        @Nullable Double accuracyGain,
        @Nullable Double accuracyEdgeLr,
        int divergedRepeats,
        @Nullable Double lowestDivergedLr,
        @Nullable Double momentum,
        @Nullable Double forgetting,
        @Nullable Double edgeDivisor) {

    static Evidence withoutFit(List<Curve> curves) {
        int points = curves.stream().mapToInt(Curve::size).sum();
        return new Evidence(points, null, null, null, null, null, null, null, null, 0, null, null, null, null);
    }

    static Evidence of(Reading reading) {
        FittableRepeats sweep = reading.sweep();
        FittedRule loss = reading.loss();
        Optional<FittedRule> accuracy = reading.accuracy();
        FittedCurve losses = loss.fitted();
        boolean learned = loss.perhapsLearned();
        return new Evidence(
                sweep.points(),
                sweep.levels().initial(),
                sweep.levels().noise(),
                -losses.merit(losses.best()),
                Math.pow(10, loss.grid().logLrOf(losses.best())),
                learned ? Math.pow(10, losses.logEdge()) : null,
                learned ? reading.gainShareBelowEdge() : null,
                accuracy.map(rule -> rule.fitted().gain()).orElse(null),
                accuracy.map(rule -> Math.pow(10, rule.fitted().logEdge())).orElse(null),
                sweep.diverged().size(),
                sweep.diverged().stream()
                        .map(repeat -> Math.pow(10, FittableRepeats.logEnd(repeat)))
                        .min(Double::compare)
                        .orElse(null),
                reading.heededMomentum().orElse(null),
                learned ? reading.forgetting().around(losses.logBrink(), (repeat, bin) -> 1) : null,
                learned ? Math.pow(10, reading.margin().belowEdge()) : null);
    }
}
