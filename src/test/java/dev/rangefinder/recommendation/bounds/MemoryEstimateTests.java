package dev.rangefinder.recommendation.bounds;

import static dev.rangefinder.recommendation.SyntheticCurves.SWEPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.SyntheticCurves;
import dev.rangefinder.recommendation.TestContext;
import dev.rangefinder.recommendation.algorithm.Algorithms;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryEstimateTests {

    @Test
    void independentResidualsAreThoseOfAnOptimizerWithMemory() {
        Recommendation answer = recommend(correlated(0, 1));

        assertThat(answer.evidence().memory().forgetting()).isCloseTo(0, within(0.15));
        assertThat(answer.evidence().memory().edgeDivisor()).isBetween(3.4, 5.1);
    }

    @Test
    void aStepThatShowsInTheNextLossOnlyIsThatOfOneWithout() {
        Recommendation answer = recommend(correlated(1, 1));

        assertThat(answer.evidence().memory().forgetting()).isBetween(0.3, 0.7);
        assertThat(answer.evidence().memory().edgeDivisor()).isCloseTo(3, within(1e-9));
    }

    @Test
    void residualsThatStayForLongAreNoForgetting() {
        assertThat(recommend(correlated(1, 6)).evidence().memory().forgetting()).isLessThan(0.3);
    }

    @Test
    void aSingleLargeResidualPairDecidesNothing() {
        List<Curve> spiked = correlated(0, 1).stream()
                .map(curve -> SyntheticCurves.mapped(
                        curve,
                        o -> o.iteration() == 440 || o.iteration() == 441
                                ? SyntheticCurves.withLoss(o, o.loss() + 1.5)
                                : o))
                .limit(1)
                .toList();

        assertThat(recommend(spiked).evidence().memory().forgetting()).isLessThan(0.25);
    }

    private static Recommendation recommend(List<Curve> curves) {
        return Algorithms.CURRENT.recommend(curves, new TestContext(SWEPT, 100, null));
    }

    private static List<Curve> correlated(double share, int iterations) {
        return SyntheticCurves.correlated(SyntheticCurves::learning, share, iterations);
    }
}
