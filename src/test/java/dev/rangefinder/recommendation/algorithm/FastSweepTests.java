package dev.rangefinder.recommendation.algorithm;

import static dev.rangefinder.recommendation.SyntheticCurves.SWEPT;
import static dev.rangefinder.recommendation.SyntheticCurves.repeats;
import static dev.rangefinder.recommendation.SyntheticCurves.sigmoid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.Observation;
import dev.rangefinder.recommendation.NextTest;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.SyntheticCurves;
import dev.rangefinder.recommendation.TestContext;
import dev.rangefinder.recommendation.Verdict;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Sweeps that diverge while the model has only begun to learn. */
class FastSweepTests {

    private static final TestContext SETTING = new TestContext(SWEPT, 100, null);

    @Test
    void aSweepThatLearnsOnlyJustBelowItsEdgeWasTooFast() {
        Recommendation answer = learningAround(-0.9);

        assertThat(answer.verdict()).isEqualTo(Verdict.TOO_SHORT);
        assertThat(answer.provisional()).isTrue();
        assertThat(answer.evidence().loss().gainShareBelowEdge()).isLessThan(0.1);
        assertThat(answer.next()).isEqualTo(new NextTest(SWEPT.startLr(), SWEPT.endLr(), 1800, 3));
        assertThat(answer.diagnoses())
                .first()
                .asString()
                .startsWith("swept_too_fast: ")
                .endsWith("so sweep more slowly, with 1800 iterations.");
        assertThat(answer.certainty().confidence()).isLessThanOrEqualTo(0.1);
    }

    @Test
    void halfOfTheGainAtAFourthOfTheEdgeIsWhatASweepNeeds() {
        Recommendation less = learningAround(-1.25);
        Recommendation more = learningAround(-1.35);

        assertThat(less.evidence().loss().gainShareBelowEdge()).isBetween(0.3, 0.5);
        assertThat(less.verdict()).isEqualTo(Verdict.TOO_SHORT);
        assertThat(more.evidence().loss().gainShareBelowEdge()).isBetween(0.5, 0.7);
        assertThat(more.verdict()).isEqualTo(Verdict.OK);
        assertThat(more.next()).isNull();
    }

    @Test
    void ofAnOptimizersMemoryTheyShowNothing() {
        Recommendation fast = forgetful(-0.9);
        Recommendation slow = forgetful(-3);

        assertThat(fast.evidence().memory().forgetting()).isGreaterThan(0.2);
        assertThat(fast.evidence().memory().edgeDivisor()).isCloseTo(4.5 * Math.pow(10, 5 * 6 / 599.0), within(1e-9));
        assertThat(slow.evidence().memory().edgeDivisor()).isCloseTo(3, within(1e-9));
    }

    @Test
    void aLossThatFallsWithoutTheAccuracyHasOnlyFoundItsLevel() {
        List<Curve> level = repeats(3, SyntheticCurves::learning, 0.05, 600).stream()
                .map(curve -> SyntheticCurves.mapped(curve, FastSweepTests::withAccuracyOfChance))
                .toList();
        Recommendation answer = recommend(level);

        assertThat(answer.verdict()).isEqualTo(Verdict.TOO_SHORT);
        assertThat(answer.next().iterations()).isEqualTo(1800);
        assertThat(answer.diagnoses())
                .first()
                .asString()
                .startsWith("only_the_level_fell: ")
                .endsWith("sweep more slowly, with 1800 iterations.");
    }

    @Test
    void aLossAloneIsBelieved() {
        List<Curve> alone = repeats(3, SyntheticCurves::learning, 0.05, 600).stream()
                .map(curve -> SyntheticCurves.mapped(curve, SyntheticCurves::withoutAccuracy))
                .toList();
        assertThat(recommend(alone).verdict()).isEqualTo(Verdict.OK);
    }

    private static Observation withAccuracyOfChance(Observation observation) {
        double drawn = new SplittableRandom(Double.doubleToLongBits(observation.loss())).nextInt(-2, 3);
        return new Observation(observation.iteration(), observation.lr(), observation.loss(), 0.1 + drawn / 50, null);
    }

    private static Recommendation recommend(List<Curve> curves) {
        return Algorithms.CURRENT.recommend(curves, SETTING);
    }

    private static Recommendation learningAround(double logLr) {
        return Algorithms.CURRENT.recommend(repeats(3, x -> falling(x, logLr), 0.05, 600), SETTING);
    }

    /** As of an optimizer without memory. */
    private static Recommendation forgetful(double logLr) {
        return Algorithms.CURRENT.recommend(SyntheticCurves.correlated(x -> falling(x, logLr), 1, 1), SETTING);
    }

    private static double falling(double x, double around) {
        return 2.3 - 1.8 * sigmoid((x - around) * 12) + 6 * sigmoid((x + 0.4) * 12);
    }
}
