package dev.rangefinder.recommendation.algorithm;

import static dev.rangefinder.recommendation.SyntheticCurves.SWEPT;
import static dev.rangefinder.recommendation.SyntheticCurves.repeats;
import static dev.rangefinder.recommendation.SyntheticCurves.sigmoid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.recommendation.Interval;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.SyntheticCurves;
import dev.rangefinder.recommendation.TestContext;
import dev.rangefinder.recommendation.Verdict;
import dev.rangefinder.shared.InvalidValuesException;
import java.util.List;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the optimizer is known to carry on decides; what the curve shows of it counts only where that is not known. */
class MomentumTests {

    private static final Offset<Double> ROUNDING = within(1e-9);

    /** 4.5, and what a ladder of 6 decades in 600 iterations passes in five of them. */
    private static final double WITH_MEMORY = 4.5 * Math.pow(10, 5 * 6 / 599.0);

    /** Residuals like those of plain SGD. */
    private static final List<Curve> FORGETFUL = SyntheticCurves.correlated(SyntheticCurves::learningLate, 1, 1);

    private static final List<Curve> REMEMBERING = repeats(3, SyntheticCurves::learningLate, 0.05, 600);

    @Test
    void withMomentumMaxKeepsItsDistanceWhateverTheCurveShows() {
        Recommendation unknown = recommend(FORGETFUL, null);
        Recommendation known = recommend(FORGETFUL, 0.9);

        assertThat(unknown.evidence().memory().edgeDivisor()).isCloseTo(3, ROUNDING);
        assertThat(unknown.evidence().memory().momentum()).isNull();
        assertThat(known.evidence().memory().edgeDivisor()).isCloseTo(WITH_MEMORY, ROUNDING);
        assertThat(known.evidence().memory().momentum()).isEqualTo(0.9);
        assertThat(known.evidence().memory().forgetting())
                .isEqualTo(unknown.evidence().memory().forgetting());
        assertThat(known.maxLr() / unknown.maxLr()).isCloseTo(3 / WITH_MEMORY, ROUNDING);
    }

    @Test
    void withoutItMaxComesCloserWhateverTheCurveShows() {
        Recommendation unknown = recommend(REMEMBERING, null);
        Recommendation known = recommend(REMEMBERING, 0.0);

        assertThat(unknown.evidence().memory().edgeDivisor()).isCloseTo(WITH_MEMORY, ROUNDING);
        assertThat(known.evidence().memory().edgeDivisor()).isCloseTo(3, ROUNDING);
        assertThat(known.maxLr() / unknown.maxLr()).isCloseTo(WITH_MEMORY / 3, ROUNDING);
    }

    @Test
    void theMemoryIsNoDoubtOfTheIntervalWhereItIsKnown() {
        List<Curve> inBetween = SyntheticCurves.correlated(SyntheticCurves::learning, 0.3, 1);

        assertThat(decades(recommend(inBetween, 0.0).rates().maxLrInterval()))
                .isLessThan(decades(recommend(inBetween, null).rates().maxLrInterval()));
    }

    @Test
    void aLittleMomentumLeavesItToTheCurve() {
        for (List<Curve> curves : List.of(FORGETFUL, REMEMBERING)) {
            assertThat(recommend(curves, 0.79).maxLr())
                    .isEqualTo(recommend(curves, null).maxLr());
            assertThat(recommend(curves, 1e-6).maxLr())
                    .isEqualTo(recommend(curves, null).maxLr());
            assertThat(recommend(curves, 0.8).maxLr())
                    .isEqualTo(recommend(curves, 0.99).maxLr());
        }
    }

    @Test
    void whetherASweepWasTooFastIsAskedWhereItsOwnMaxWouldBe() {
        List<Curve> late =
                repeats(3, x -> 2.3 - 1.8 * sigmoid((x + 1.2) * 12) + 6 * sigmoid((x + 0.4) * 12), 0.05, 600);

        assertThat(recommend(late, null).verdict()).isEqualTo(Verdict.TOO_SHORT);
        assertThat(recommend(late, 0.9).verdict()).isEqualTo(Verdict.TOO_SHORT);
        assertThat(recommend(late, 0.0).verdict()).isEqualTo(Verdict.OK);
        assertThat(recommend(late, 0.0).evidence().loss().gainShareBelowEdge()).isGreaterThan(0.5);
    }

    @Test
    void aGuessKnowsItToo() {
        List<Curve> flat = repeats(3, x -> 2.3, 0.05, 600);

        assertThat(recommend(flat, 0.0).verdict()).isEqualTo(Verdict.FLAT);
        assertThat(recommend(flat, 0.0).maxLr()).isCloseTo(SWEPT.endLr() / 3, within(1e-3));
        assertThat(recommend(flat, 0.9).maxLr()).isCloseTo(SWEPT.endLr() / 4.5, within(1e-3));
    }

    @Test
    void whoDoesNotSayItIsAskedTo() {
        assertThat(recommend(REMEMBERING, null).diagnoses()).last().asString().startsWith("momentum_unknown: ");
        assertThat(recommend(REMEMBERING, 0.9).diagnoses()).noneMatch(MomentumTests::asks);
        assertThat(recommend(REMEMBERING, 0.5).diagnoses()).noneMatch(MomentumTests::asks);
        assertThat(recommend(FORGETFUL, null).diagnoses())
                .as("the curve shows it")
                .noneMatch(MomentumTests::asks);
        assertThat(recommend(repeats(3, x -> 2.3, 0.05, 600), null).diagnoses())
                .as("nothing was learned")
                .noneMatch(MomentumTests::asks);
    }

    private static boolean asks(String diagnosis) {
        return diagnosis.startsWith("momentum_unknown");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, Double.NaN, Double.POSITIVE_INFINITY})
    void whatIsNoShareIsRefused(double momentum) {
        assertThatThrownBy(() -> new TestContext(SWEPT, 100, momentum))
                .isInstanceOf(InvalidValuesException.class)
                .hasMessageContaining("momentum");
        assertThatThrownBy(() -> new TestContext(SWEPT, -1, null)).hasMessageContaining("iterations_per_epoch");
    }

    private static Recommendation recommend(List<Curve> curves, @Nullable Double momentum) {
        return Algorithms.CURRENT.recommend(curves, new TestContext(SWEPT, 100, momentum));
    }

    private static double decades(Interval interval) {
        return Math.log10(interval.high() / interval.low());
    }
}
