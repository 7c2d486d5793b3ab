package dev.rangefinder.recommendation;

import static dev.rangefinder.recommendation.SyntheticCurves.SWEPT;
import static dev.rangefinder.recommendation.SyntheticCurves.repeats;
import static dev.rangefinder.recommendation.SyntheticCurves.sigmoid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.Observation;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Sweeps that diverge while the model has only begun to learn. */
class FastSweepTests {

    private static final Setting SETTING = new Setting(SWEPT, 100, null);

    @Test
    void aSweepThatLearnsOnlyJustBelowItsEdgeWasTooFast() {
        Recommendation answer = learningAround(-0.9, Algorithm.CURRENT);

        assertThat(answer.verdict()).isEqualTo(Verdict.TOO_SHORT);
        assertThat(answer.provisional()).isTrue();
        assertThat(answer.evidence().gainShareBelowEdge()).isLessThan(0.1);
        assertThat(answer.next()).isEqualTo(new NextTest(SWEPT.startLr(), SWEPT.endLr(), 1800, 3));
        assertThat(answer.diagnoses())
                .first()
                .asString()
                .startsWith("swept_too_fast: ")
                .endsWith("so sweep more slowly, with 1800 iterations.");
        assertThat(answer.confidence()).isLessThanOrEqualTo(0.1);
    }

    @Test
    void halfOfTheGainAtAFourthOfTheEdgeIsWhatASweepNeeds() {
        Recommendation less = learningAround(-1.25, Algorithm.CURRENT);
        Recommendation more = learningAround(-1.35, Algorithm.CURRENT);

        assertThat(less.evidence().gainShareBelowEdge()).isBetween(0.3, 0.5);
        assertThat(less.verdict()).isEqualTo(Verdict.TOO_SHORT);
        assertThat(more.evidence().gainShareBelowEdge()).isBetween(0.5, 0.7);
        assertThat(more.verdict()).isEqualTo(Verdict.OK);
        assertThat(more.next()).isNull();
    }

    @Test
    void earlierVersionsBelievedThem() {
        assertThat(learningAround(-0.9, Algorithm.V2026_1).verdict()).isEqualTo(Verdict.OK);
        assertThat(learningAround(-0.9, Algorithm.V2026_2).verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void ofAnOptimizersMemoryTheyShowNothing() {
        Recommendation before = forgetful(-0.9, Algorithm.V2026_2);
        Recommendation now = forgetful(-0.9, Algorithm.V2026_3);
        Recommendation slow = forgetful(-3, Algorithm.V2026_3);

        assertThat(now.evidence().forgetting()).isGreaterThan(0.2);
        assertThat(before.evidence().edgeDivisor()).isLessThan(2.5);
        assertThat(now.evidence().edgeDivisor()).isCloseTo(4, within(1e-9));
        assertThat(slow.evidence().edgeDivisor()).isLessThan(2.5);
    }

    @Test
    void aLossThatFallsWithoutTheAccuracyHasOnlyFoundItsLevel() {
        List<Curve> level = repeats(3, SyntheticCurves::learning, 0.05, 600).stream()
                .map(curve -> SyntheticCurves.mapped(curve, FastSweepTests::withAccuracyOfChance))
                .toList();
        Recommendation answer = recommend(level, Algorithm.CURRENT);

        assertThat(answer.verdict()).isEqualTo(Verdict.TOO_SHORT);
        assertThat(answer.next().iterations()).isEqualTo(1800);
        assertThat(answer.diagnoses())
                .first()
                .asString()
                .startsWith("only_the_level_fell: ")
                .endsWith("sweep more slowly, with 1800 iterations.");
        assertThat(recommend(level, Algorithm.V2026_2).verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void aLossAloneIsBelieved() {
        List<Curve> alone = repeats(3, SyntheticCurves::learning, 0.05, 600).stream()
                .map(curve -> SyntheticCurves.mapped(curve, SyntheticCurves::withoutAccuracy))
                .toList();
        assertThat(recommend(alone, Algorithm.CURRENT).verdict()).isEqualTo(Verdict.OK);
    }

    private static Observation withAccuracyOfChance(Observation observation) {
        double drawn = new SplittableRandom(Double.doubleToLongBits(observation.loss())).nextInt(-2, 3);
        return new Observation(observation.iteration(), observation.lr(), observation.loss(), 0.1 + drawn / 50, null);
    }

    private static Recommendation recommend(List<Curve> curves, Algorithm algorithm) {
        return Recommender.recommend(curves, SETTING, algorithm);
    }

    private static Recommendation learningAround(double logLr, Algorithm algorithm) {
        return Recommender.recommend(repeats(3, x -> falling(x, logLr), 0.05, 600), SETTING, algorithm);
    }

    /** As of an optimizer without memory. */
    private static Recommendation forgetful(double logLr, Algorithm algorithm) {
        return Recommender.recommend(SyntheticCurves.correlated(x -> falling(x, logLr), 1, 1), SETTING, algorithm);
    }

    private static double falling(double x, double around) {
        return 2.3 - 1.8 * sigmoid((x - around) * 12) + 6 * sigmoid((x + 0.4) * 12);
    }
}
