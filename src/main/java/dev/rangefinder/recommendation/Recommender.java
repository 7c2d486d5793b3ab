package dev.rangefinder.recommendation;

import dev.rangefinder.curve.Curve;
import java.util.List;
import java.util.stream.Stream;

/** Draws a recommendation from the curves of a range test: a pure function, and total: no curves are too bad for it. */
public final class Recommender {

    private Recommender() {}

    /** Reads all repeats together by the current algorithm. */
    public static Recommendation recommend(List<Curve> curves, Setting setting) {
        return recommend(curves, setting, Algorithm.CURRENT);
    }

    /**
     * Reads all repeats together; see {@code docs/recommendation.md} for the rule and how it was measured.
     *
     * @param curves one for each repeat, in any order
     */
    public static Recommendation recommend(List<Curve> curves, Setting setting, Algorithm algorithm) {
        Answer answer = FittableRepeats.of(curves, setting.swept())
                .map(sweep -> answer(Reading.of(sweep, setting, algorithm)))
                .orElseGet(() -> Guess.withoutFit(curves, setting.swept()));
        List<RuleReading> published = OtherTools.readings(curves);
        StepSize stepSize = StepSize.of(setting.iterationsPerEpoch());
        return new Recommendation(
                answer.verdict(),
                answer.verdict() != Verdict.OK,
                answer.baseLr(),
                answer.baseLrInterval(),
                answer.maxLr(),
                answer.maxLrInterval(),
                Math.sqrt(answer.baseLr()) * Math.sqrt(answer.maxLr()),
                answer.lrInterval(),
                Resampling.LEVEL,
                stepSize.iterations(),
                stepSize.epochs(),
                stepSize.reason(),
                setting.iterationsPerEpoch(),
                null,
                answer.confidence(),
                OtherTools.agreement(published),
                curves.size(),
                answer.repeatsToHalveInterval(),
                Stream.of(answer.rules(), OtherTools.fractions(answer.maxLr()), published)
                        .flatMap(List::stream)
                        .toList(),
                answer.evidence(),
                Diagnoses.of(answer),
                answer.next(),
                algorithm,
                CyclicLr.between(answer.baseLr(), answer.maxLr(), stepSize.iterations()));
    }

    private static Answer answer(Reading reading) {
        Evidence evidence = Evidence.of(reading);
        return reading.loss().perhapsLearned()
                ? Estimate.of(reading).answer(reading, evidence)
                : Guess.unlearned(reading, evidence);
    }
}
