package dev.rangefinder.recommendation;

import static dev.rangefinder.recommendation.SyntheticCurves.SWEPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.curve.Curve;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForgettingTests {

    @Test
    void independentResidualsAreThoseOfAnOptimizerWithMemory() {
        Recommendation answer = recommend(correlated(0, 1), Algorithm.CURRENT);

        assertThat(answer.evidence().forgetting()).isCloseTo(0, within(0.15));
        assertThat(answer.evidence().edgeDivisor()).isBetween(3.4, 5.1);
    }

    @Test
    void aStepThatShowsInTheNextLossOnlyIsThatOfOneWithout() {
        Recommendation answer = recommend(correlated(1, 1), Algorithm.CURRENT);

        assertThat(answer.evidence().forgetting()).isBetween(0.3, 0.7);
        assertThat(answer.evidence().edgeDivisor()).isCloseTo(3, within(1e-9));
    }

    @Test
    void theThirdVersionMeasuredItFromWhereTheFallBegins() {
        Recommendation third = recommend(correlated(1, 1), Algorithm.V2026_3);

        assertThat(third.evidence().edgeDivisor()).isCloseTo(1.75, within(1e-9));
        assertThat(third.maxLr()
                        / recommend(correlated(1, 1), Algorithm.V2026_1).maxLr())
                .isCloseTo(5 / 1.75, within(0.01));
    }

    @Test
    void residualsThatStayForLongAreNoForgetting() {
        assertThat(recommend(correlated(1, 6), Algorithm.CURRENT).evidence().forgetting())
                .isLessThan(0.3);
    }

    @Test
    void theSecondVersionWentNearlyToTheEdge() {
        assertThat(recommend(correlated(1, 1), Algorithm.V2026_2).evidence().edgeDivisor())
                .isCloseTo(1.2, within(1e-9));
    }

    @Test
    void theFirstVersionKnowsOfNoDifference() {
        assertThat(recommend(correlated(1, 1), Algorithm.V2026_1).evidence().edgeDivisor())
                .isCloseTo(5, within(1e-9));
        assertThat(recommend(correlated(0, 1), Algorithm.V2026_1).evidence().edgeDivisor())
                .isCloseTo(5, within(1e-9));
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

        assertThat(recommend(spiked, Algorithm.CURRENT).evidence().forgetting()).isLessThan(0.25);
    }

    private static Recommendation recommend(List<Curve> curves, Algorithm algorithm) {
        return Recommender.recommend(curves, new Setting(SWEPT, 100, null), algorithm);
    }

    private static List<Curve> correlated(double share, int iterations) {
        return SyntheticCurves.correlated(SyntheticCurves::learning, share, iterations);
    }
}
