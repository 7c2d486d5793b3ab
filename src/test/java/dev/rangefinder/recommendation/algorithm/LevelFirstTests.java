package dev.rangefinder.recommendation.algorithm;

import static dev.rangefinder.recommendation.SyntheticCurves.sigmoid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.Observation;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.SweptRange;
import dev.rangefinder.recommendation.SyntheticCurves;
import dev.rangefinder.recommendation.TestContext;
import dev.rangefinder.recommendation.Verdict;
import dev.rangefinder.shared.InvalidValuesException;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.assertj.core.data.Percentage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Losses that fall to the level of the best constant answer first, and to what depends on the inputs then, as those of
 * language models do; rates far too high bring them back to that level, and nothing diverges.
 */
class LevelFirstTests {

    private static final SweptRange SWEPT = new SweptRange(1e-6, 0.5);

    private static final double LEVEL = 3.1;

    /** The level is learned around 1e-4, the rest around 1e-3; it is destroyed slowly, from 0.01 on. */
    private static double language(double logLr) {
        return 5.1 - 2 * sigmoid((logLr + 4.2) * 5) - 0.7 * sigmoid((logLr + 3) * 5) + 0.6 * sigmoid((logLr + 1.2) * 4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void maxIsWhereTheRestIsLearnedNotWhereItIsDestroyed(boolean levelKnown) {
        Recommendation answer = recommend(sweeps(LevelFirstTests::language, 600), levelKnown ? LEVEL : null);

        assertThat(answer.verdict()).isEqualTo(Verdict.OK);
        assertThat(answer.maxLr()).isBetween(0.002, 0.01);
        assertThat(answer.evidence().loss().edgeLr()).isGreaterThan(0.04);
    }

    @Test
    void aKnownLevelMovesTheEdgeDown() {
        List<Curve> sweeps = sweeps(LevelFirstTests::language, 600);

        assertThat(recommend(sweeps, LEVEL).evidence().loss().edgeLr())
                .isLessThan(recommend(sweeps, null).evidence().loss().edgeLr() / 2);
    }

    @Test
    void aFastSweepThatLearnedMostlyTheLevelSaysSo() {
        Recommendation fast = recommend(sweeps(LevelFirstTests::language, 150), LEVEL);

        assertThat(fast.verdict()).isEqualTo(Verdict.TOO_SHORT);
        assertThat(fast.next().iterations()).isEqualTo(450);
        assertThat(fast.diagnoses())
                .first()
                .asString()
                .startsWith("learned_in_stages: ")
                .contains("with 450 iterations");
    }

    @Test
    void aSweepThatLearnedNoMoreThanTheLevelSaysSo() {
        Recommendation answer = recommend(sweeps(x -> 5.1 - 2 * sigmoid((x + 4.2) * 5), 600), LEVEL);

        assertThat(answer.verdict()).isNotEqualTo(Verdict.OK);
        assertThat(recommend(sweeps(x -> language(x) + 0.9 * sigmoid((x + 3) * 5), 600), LEVEL)
                        .diagnoses())
                .first()
                .asString()
                .startsWith("only_the_level_fell: ");
    }

    /** As of a regression with an offset of eight standard deviations: 65 in all, 1 without the offset. */
    private static double offset(double logLr) {
        return 65.2 - 64 * sigmoid((logLr + 4.2) * 5) - sigmoid((logLr + 3) * 5) + 40 * sigmoid((logLr + 1) * 8);
    }

    @Test
    void aLossThatFallsToAFractionIsNoAnswerUntilItsLevelIsKnown() {
        List<Curve> sweeps = sweeps(LevelFirstTests::offset, 600);

        assertThat(recommend(sweeps, null).verdict()).isEqualTo(Verdict.TOO_SHORT);
        assertThat(recommend(sweeps, null).diagnoses()).first().asString().startsWith("level_unknown: ");
        assertThat(recommend(sweeps, 1.2).diagnoses()).noneMatch(diagnosis -> diagnosis.startsWith("level_unknown"));
    }

    /** Losses scatter as they are large: those near the level are told apart by their own noise, not by the first ones'. */
    @Test
    void whatIsLearnedBeyondALevelIsHeldAgainstTheNoiseThere() {
        List<Curve> sweeps = sweeps(LevelFirstTests::offset, 600).stream()
                .map(curve -> SyntheticCurves.mapped(curve, LevelFirstTests::scattered))
                .toList();

        assertThat(recommend(sweeps, 1.2).diagnoses())
                .noneMatch(diagnosis -> diagnosis.startsWith("only_the_level_fell"));
    }

    private static Observation scattered(Observation observation) {
        double share = 1 + 0.3 * Math.sin(observation.iteration() * 1e3);
        return SyntheticCurves.withLoss(observation, observation.loss() * share);
    }

    /** Where most of the gain was made says nothing then: it is the way to the level. */
    @Test
    void aLossFarFromItsLevelHasNoTop() {
        Recommendation answer = recommend(sweeps(LevelFirstTests::offset, 600), 1.2);

        assertThat(answer.maxLr())
                .isCloseTo(
                        answer.evidence().loss().edgeLr()
                                / answer.evidence().memory().edgeDivisor(),
                        Percentage.withPercentage(1e-6));
    }

    @Test
    void anEdgeThatWasNotSeenDoesNotMatterFarAboveTheBest() {
        Recommendation lasting = recommend(sweeps(x -> language(Math.min(x, -1.7)), 600), LEVEL);
        Recommendation cut = Algorithms.CURRENT.recommend(
                upTo(0.002, sweeps(LevelFirstTests::language, 600)),
                new TestContext(new SweptRange(SWEPT.startLr(), 0.002), 1000, 0.9, LEVEL));

        assertThat(lasting.evidence().loss().edgeLr()).as("none").isEqualTo(SWEPT.endLr());
        assertThat(lasting.verdict()).isEqualTo(Verdict.OK);
        assertThat(lasting.maxLr()).isBetween(0.002, 0.01);
        assertThat(cut.verdict()).isEqualTo(Verdict.UPPER_NOT_REACHED);
    }

    private static List<Curve> upTo(double lr, List<Curve> curves) {
        return curves.stream()
                .map(curve -> new Curve(curve.observations().stream()
                        .filter(observation -> observation.lr() <= lr)
                        .toList()))
                .toList();
    }

    @Test
    void aLevelAboveTheFirstLossesChangesNothing() {
        List<Curve> sweeps = sweeps(LevelFirstTests::language, 600);

        assertThat(recommend(sweeps, 9.0)).isEqualTo(recommend(sweeps, null));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void aLevelThatIsNoNumberIsRefused(double level) {
        assertThatThrownBy(() -> new TestContext(SWEPT, 100, 0.9, level))
                .isInstanceOf(InvalidValuesException.class)
                .hasMessageContaining("trivial_loss");
    }

    @Test
    void noAccuracyIsMissedWhereNoneIsReported() {
        List<Curve> sweeps = sweeps(LevelFirstTests::language, 600);
        List<Curve> silent = sweeps.stream()
                .map(curve -> SyntheticCurves.mapped(curve, SyntheticCurves::withoutAccuracy))
                .toList();
        List<Curve> constant = sweeps.stream()
                .map(curve ->
                        SyntheticCurves.mapped(curve, o -> new Observation(o.iteration(), o.lr(), o.loss(), 0.3, null)))
                .toList();

        assertThat(recommend(silent, LEVEL).diagnoses()).noneMatch(diagnosis -> diagnosis.startsWith("no_accuracy"));
        assertThat(recommend(constant, LEVEL).diagnoses()).anyMatch(diagnosis -> diagnosis.startsWith("no_accuracy"));
    }

    private static Recommendation recommend(List<Curve> curves, @Nullable Double level) {
        return Algorithms.CURRENT.recommend(curves, new TestContext(SWEPT, 1000, 0.9, level));
    }

    private static List<Curve> sweeps(DoubleUnaryOperator loss, int iterations) {
        double[] rates = SyntheticCurves.exponentialRates(SWEPT, iterations);
        return List.of(SyntheticCurves.curve(rates, loss, 0.05, 1), SyntheticCurves.curve(rates, loss, 0.05, 2))
                .stream()
                .map(curve -> SyntheticCurves.mapped(curve, SyntheticCurves::withoutAccuracy))
                .toList();
    }
}
