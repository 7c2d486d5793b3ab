package dev.rangefinder.recommendation;

import dev.rangefinder.curve.Curve;
import java.util.List;
import java.util.Optional;

/** Draws a recommendation from the curves of a range test: a pure function, and total: no curves are too bad for it. */
public final class Recommender {

    /** The paper found 2 to 10 epochs in half a cycle to differ little (section 3.2); 4 is their geometric middle. */
    private static final int STEP_SIZE_EPOCHS = 4;

    private Recommender() {}

    /**
     * Reads all repeats together; see {@code docs/recommendation.md} for the rule and how it was measured.
     *
     * @param curves one for each repeat, in any order
     * @param iterationsPerEpoch 0 where a batch is larger than the data set and the last partial batch is dropped
     */
    public static Recommendation recommend(List<Curve> curves, SweptRange swept, long iterationsPerEpoch) {
        Answer answer = FittableRepeats.of(curves, swept)
                .map(sweep -> answer(sweep, swept))
                .orElseGet(() -> Guess.withoutFit(curves, swept));
        long stepSize = Math.max(1, STEP_SIZE_EPOCHS * iterationsPerEpoch);
        return new Recommendation(
                answer.verdict(),
                answer.baseLr(),
                answer.baseLrInterval(),
                answer.maxLr(),
                answer.maxLrInterval(),
                stepSize,
                STEP_SIZE_EPOCHS,
                iterationsPerEpoch,
                answer.confidence(),
                curves.size(),
                answer.repeatsToHalveInterval(),
                answer.rules(),
                answer.evidence(),
                Diagnoses.of(answer, swept),
                Recommendation.ALGORITHM,
                CyclicLr.between(answer.baseLr(), answer.maxLr(), stepSize));
    }

    private static Answer answer(FittableRepeats sweep, SweptRange swept) {
        FittedRule loss = LossRule.fit(sweep);
        Optional<FittedRule> accuracy = AccuracyRule.fit(sweep);
        Evidence evidence = Evidence.of(sweep, loss, accuracy);
        return loss.perhapsLearned()
                ? Estimate.of(loss, accuracy, swept).answer(evidence)
                : Guess.unlearned(loss, swept, evidence);
    }
}
