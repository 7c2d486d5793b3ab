package dev.rangefinder.recommendation;

import static dev.rangefinder.recommendation.SyntheticCurves.SWEPT;
import static dev.rangefinder.recommendation.SyntheticCurves.exponentialRates;
import static dev.rangefinder.recommendation.SyntheticCurves.sigmoid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.Observation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** What the versions differ in. */
class AlgorithmTests {

    private static final Offset<Double> ROUNDING = within(1e-12);

    @Test
    void aMemoryDelaysWhatARampShowsByTheIteration() {
        double slow = Algorithm.V2026_5.margin(0, 0.001).belowEdge();
        double fast = Algorithm.V2026_5.margin(0, 0.04).belowEdge();

        assertThat(fast - slow).isCloseTo(5 * 0.039, ROUNDING);
        assertThat(slow).isCloseTo(Math.log10(4.5) + 0.005, ROUNDING);
        assertThat(Algorithm.V2026_5.margin(1, 0.04).belowEdge())
                .as("without one")
                .isCloseTo(Math.log10(3), ROUNDING);
        assertThat(Algorithm.V2026_4.margin(0, 0.04).belowEdge()).isCloseTo(Math.log10(4.5) + 0.12, ROUNDING);
        assertThat(Algorithm.V2026_3.margin(0, 0.04).belowEdge()).isCloseTo(Math.log10(4), ROUNDING);
        assertThat(Algorithm.V2026_1.margin(0, 0.04).belowEdge()).isCloseTo(Math.log10(5), ROUNDING);
    }

    @Test
    void whatIsLateIsTakenOffTheEndInFullAndOfTheDwellingHalf() {
        assertThat(Algorithm.V2026_5.margin(0, 0.04).belowEnd()).isCloseTo(Math.log10(4.5) / 2 + 0.2, ROUNDING);
        assertThat(Algorithm.V2026_5.margin(1, 0.04).belowEnd()).isCloseTo(Math.log10(3) / 2, ROUNDING);
        assertThat(Algorithm.V2026_4.margin(0, 0.04).belowEnd()).isCloseTo((Math.log10(4.5) + 0.12) / 2, ROUNDING);
    }

    @Test
    void eachRuleHoldsSinceTheVersionThatBroughtIt() {
        assertThat(Algorithm.V2026_1.leastFall()).isZero();
        assertThat(Algorithm.V2026_2.leastFall()).isEqualTo(6);
        assertThat(since(Algorithm::extendsBeforeItDoubts)).isEqualTo(Algorithm.V2026_2);
        assertThat(since(Algorithm::doubtsFastSweeps)).isEqualTo(Algorithm.V2026_3);
        assertThat(since(Algorithm::heedsAccuracy)).isEqualTo(Algorithm.V2026_4);
        assertThat(since(Algorithm::warnsOfFastRamps)).isEqualTo(Algorithm.V2026_4);
        assertThat(since(algorithm -> algorithm.lowestEdgeLevel() == 0.5)).isEqualTo(Algorithm.V2026_4);
        assertThat(since(algorithm -> algorithm.fewestRepeatsToWeigh() == 2)).isEqualTo(Algorithm.V2026_4);
        assertThat(since(Algorithm::heedsMomentum)).isEqualTo(Algorithm.V2026_5);
    }

    /** The first version with a rule, which all later ones have as well. */
    private static Algorithm since(Predicate<Algorithm> rule) {
        List<Algorithm> having = Arrays.stream(Algorithm.values()).filter(rule).toList();
        assertThat(having).endsWith(Algorithm.CURRENT).hasSize(1 + Algorithm.CURRENT.compareTo(having.getFirst()));
        return having.getFirst();
    }

    /** n exponential weights have (n - 1)/(n + 1) of the variance that the mean of n has. */
    @Test
    void whatResamplingLacksIsGivenToIt() {
        double ofOne = Algorithm.V2026_4.unseenSpread(1);

        assertThat(ofOne).isCloseTo(0.1, ROUNDING);
        for (int repeats = 2; repeats < 10; repeats++) {
            double variance = ofOne * ofOne / repeats;
            double resampled = variance * (repeats - 1) / (repeats + 1);
            double unseen = Algorithm.V2026_4.unseenSpread(repeats);
            assertThat(resampled + unseen * unseen).isCloseTo(variance, ROUNDING);
        }
        assertThat(Algorithm.V2026_3.unseenSpread(3)).isZero();
        assertThat(Algorithm.V2026_3.unseenSpread(2)).isCloseTo(0.15 / Math.sqrt(2), ROUNDING);
    }

    /** A step of a seventh of the gain before the loss diverges, as fast ramps with momentum have one. */
    @Test
    void aBumpBeforeTheEdgeMovesItLittle() {
        double[] rates = exponentialRates(SWEPT, 600);
        Curve smooth = SyntheticCurves.curve(rates, SyntheticCurves::learning, 0.05, 1);
        Curve bumped = SyntheticCurves.curve(
                rates, x -> SyntheticCurves.learning(x) + 0.26 * sigmoid((x + 1.4) * 20), 0.05, 1);

        assertThat(decades(smooth, bumped, Algorithm.V2026_3)).isGreaterThan(0.3);
        assertThat(decades(smooth, bumped, Algorithm.V2026_4)).isLessThan(0.2);
    }

    private static double decades(Curve one, Curve other, Algorithm algorithm) {
        return Math.log10(Recommender.recommend(List.of(one), new Setting(SWEPT, 100, null), algorithm)
                        .maxLr()
                / Recommender.recommend(List.of(other), new Setting(SWEPT, 100, null), algorithm)
                        .maxLr());
    }

    @Test
    void thePaceOfALadderIsThatAtTheRateAsked() {
        SweptRange swept = new SweptRange(0, 1);
        List<Observation> linear = new ArrayList<>();
        for (int i = 0; i < 1001; i++) {
            linear.add(new Observation(i, i / 1000.0, 2.3, null, null));
        }
        FittableRepeats exponential = fittable(
                List.of(SyntheticCurves.curve(exponentialRates(SWEPT, 601), SyntheticCurves::learning, 0.05, 1)),
                SWEPT);
        List<Observation> everyThird =
                linear.stream().filter(o -> o.iteration() % 3 == 0).toList();

        assertThat(exponential.pace(-2)).isCloseTo(0.01, within(1e-9));
        assertThat(exponential.pace(5)).isCloseTo(0.01, within(1e-9));
        assertThat(exponential.pace(-9)).as("below what was seen").isZero();
        Percentage aPercent = Percentage.withPercentage(1);
        assertThat(fittable(List.of(new Curve(linear)), swept).pace(Math.log10(0.5005)))
                .isCloseTo(Math.log10(500 / 490.0) / 10, aPercent);
        assertThat(fittable(List.of(new Curve(everyThird)), swept).pace(Math.log10(0.5015)))
                .isCloseTo(Math.log10(501 / 471.0) / 30, aPercent);
        assertThat(fittable(List.of(new Curve(linear), new Curve(linear.subList(0, 200))), swept)
                        .pace(Math.log10(0.5005)))
                .as("of a repeat that ended before, at its end")
                .isCloseTo((Math.log10(500 / 490.0) + Math.log10(199 / 189.0)) / 20, aPercent);
    }

    private static FittableRepeats fittable(List<Curve> curves, SweptRange swept) {
        return FittableRepeats.of(curves, swept).orElseThrow();
    }
}
