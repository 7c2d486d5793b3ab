package dev.rangefinder.recommendation.algorithm;

import static dev.rangefinder.recommendation.SyntheticCurves.SWEPT;
import static dev.rangefinder.recommendation.SyntheticCurves.curve;
import static dev.rangefinder.recommendation.SyntheticCurves.exponentialRates;
import static dev.rangefinder.recommendation.SyntheticCurves.repeats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.Observation;
import dev.rangefinder.recommendation.Interval;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.SweptRange;
import dev.rangefinder.recommendation.SyntheticCurves;
import dev.rangefinder.recommendation.TestContext;
import dev.rangefinder.recommendation.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the curves are, the bounds can be trained with. */
class BadInputTests {

    static Stream<Arguments> badCurves() {
        return Stream.of(
                argumentSet("no curves", List.of(), Verdict.TOO_SHORT),
                argumentSet("an empty curve", List.of(new Curve(List.of())), Verdict.TOO_SHORT),
                argumentSet(
                        "one point",
                        repeats(1, x -> 1, 0, 2).stream()
                                .map(BadInputTests::first)
                                .toList(),
                        Verdict.TOO_SHORT),
                argumentSet(
                        "losses that are not numbers", repeats(2, x -> Double.NaN, 0, 300), Verdict.DIVERGED_AT_START),
                argumentSet(
                        "infinite losses",
                        repeats(1, x -> Double.POSITIVE_INFINITY, 0, 300),
                        Verdict.DIVERGED_AT_START),
                argumentSet(
                        "losses of minus infinity",
                        repeats(1, x -> Double.NEGATIVE_INFINITY, 0, 300),
                        Verdict.DIVERGED_AT_START),
                argumentSet("huge losses", repeats(1, x -> 1e300, 0, 300), Verdict.DIVERGED_AT_START),
                argumentSet("large losses", repeats(1, x -> x < -1 ? 1 : 1e99, 0, 300), Verdict.NEVER_LEARNED),
                argumentSet("constant losses", repeats(3, x -> -7.0, 0, 300), Verdict.FLAT),
                argumentSet("losses of zero", repeats(3, x -> 0, 0, 300), Verdict.FLAT),
                argumentSet("rates of zero", List.of(atRates(x -> 0.0)), Verdict.TOO_SHORT),
                argumentSet("rates that are not numbers", List.of(atRates(x -> Double.NaN)), Verdict.TOO_SHORT),
                argumentSet("rates below zero", List.of(atRates(x -> -x)), Verdict.TOO_SHORT),
                argumentSet("rates above the sweep", List.of(atRates(x -> 100 + x)), Verdict.TOO_SHORT),
                argumentSet("one rate again and again", List.of(atRates(x -> 0.1)), Verdict.TOO_SHORT));
    }

    @ParameterizedTest
    @MethodSource("badCurves")
    void badCurvesHaveAVerdictAndUsableBounds(List<Curve> curves, Verdict verdict) {
        Recommendation answer = Algorithms.CURRENT.recommend(curves, new TestContext(SWEPT, 100, null));

        assertThat(answer.verdict()).isEqualTo(verdict);
        assertThat(answer.diagnoses()).isNotEmpty();
        assertUsable(answer, SWEPT);
    }

    @Test
    void randomCurvesHaveUsableBounds() {
        for (long seed = 0; seed < 400; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            SweptRange swept = new SweptRange(
                    random.nextBoolean() ? 0 : Math.pow(10, -8 + 4 * random.nextDouble()),
                    Math.pow(10, -3 + 6 * random.nextDouble()));

            Recommendation answer =
                    Algorithms.CURRENT.recommend(randomCurves(random, swept), new TestContext(swept, 1, null));

            assertThat(answer.verdict() == Verdict.OK || !answer.diagnoses().isEmpty())
                    .as("seed %d", seed)
                    .isTrue();
            assertUsable(answer, swept);
        }
    }

    @Test
    void sweepsAtTheEdgeOfTheNumbersHaveUsableBounds() {
        for (SweptRange swept : List.of(
                new SweptRange(0, Double.MIN_NORMAL),
                new SweptRange(0, Double.MAX_VALUE),
                new SweptRange(1e-300, 1e300))) {
            assertUsable(Algorithms.CURRENT.recommend(List.of(), new TestContext(swept, 1, null)), swept);
            SweptRange upperHalf = new SweptRange(Math.max(swept.startLr(), swept.endLr() * 1e-6), swept.endLr());
            Curve learned = curve(
                    exponentialRates(upperHalf, 200),
                    x -> SyntheticCurves.learning(x - Math.log10(swept.endLr()) + 1),
                    0.05,
                    1);
            assertUsable(Algorithms.CURRENT.recommend(List.of(learned), new TestContext(swept, 1, null)), swept);
        }
    }

    private static List<Curve> randomCurves(SplittableRandom random, SweptRange swept) {
        List<Curve> curves = new ArrayList<>();
        int repeats = 1 + random.nextInt(random.nextInt(10) == 0 ? 64 : 4);
        for (int repeat = 0; repeat < repeats; repeat++) {
            int iterations = 1 + random.nextInt(200);
            int lived = random.nextInt(iterations + 1);
            List<Observation> observations = new ArrayList<>();
            for (int i = 0; i < lived; i++) {
                double share = (double) i / iterations;
                double lr = swept.startLr() == 0
                        ? swept.endLr() * share
                        : swept.startLr() * Math.pow(swept.endLr() / swept.startLr(), share);
                observations.add(new Observation(
                        i,
                        lr,
                        randomLoss(random),
                        random.nextInt(3) == 0 ? null : Double.valueOf(random.nextDouble()),
                        null));
            }
            curves.add(new Curve(observations));
        }
        return curves;
    }

    private static double randomLoss(SplittableRandom random) {
        return switch (random.nextInt(40)) {
            case 0 -> Double.NaN;
            case 1 -> Double.POSITIVE_INFINITY;
            case 2 -> Double.NEGATIVE_INFINITY;
            case 3 -> Double.MAX_VALUE;
            case 4 -> -1e300;
            case 5 -> 1e99;
            case 6 -> Double.MIN_VALUE;
            default -> random.nextGaussian();
        };
    }

    private static void assertUsable(Recommendation answer, SweptRange swept) {
        assertThat(answer.baseLr()).isPositive().isLessThan(answer.maxLr());
        assertThat(answer.maxLr()).isFinite().isLessThanOrEqualTo(swept.endLr());
        assertThat(answer.maxLr()).isGreaterThanOrEqualTo(swept.startLr() * (1 - 1e-9));
        for (Interval interval :
                List.of(answer.rates().baseLrInterval(), answer.rates().maxLrInterval())) {
            assertThat(interval.low()).isPositive().isLessThanOrEqualTo(interval.high());
            assertThat(interval.high()).isLessThanOrEqualTo(swept.endLr());
        }
        assertThat(answer.rates().baseLrInterval().contains(answer.baseLr())).isTrue();
        assertThat(answer.rates().maxLrInterval().contains(answer.maxLr())).isTrue();
        assertThat(answer.certainty().confidence()).isBetween(0.0, 1.0);
    }

    private static Curve first(Curve curve) {
        return new Curve(curve.observations().subList(0, 1));
    }

    private static Curve atRates(DoubleUnaryOperator rate) {
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            observations.add(new Observation(i, rate.applyAsDouble(1 + i / 100.0), 2.3 - i / 100.0, 0.1, null));
        }
        return new Curve(observations);
    }

    @Test
    void aLossThatIsNoNumberBeforeAnyStepIsNotTheRatesDoing() {
        Recommendation answer = Algorithms.CURRENT.recommend(
                List.of(new Curve(List.of(new Observation(0, 1e-5, Double.NaN, null, null)))),
                new TestContext(new SweptRange(1e-5, 1), 100, 0.9));

        assertThat(answer.next()).isNull();
        assertThat(answer.diagnoses()).singleElement().asString().startsWith("not_finite_before_any_step: ");
        assertThat(Algorithms.CURRENT
                        .recommend(
                                List.of(new Curve(List.of(
                                        new Observation(0, 1e-5, 2.3, null, null),
                                        new Observation(1, 1.1e-5, Double.NaN, null, null)))),
                                new TestContext(new SweptRange(1e-5, 1), 100, 0.9))
                        .diagnoses())
                .as("after a step")
                .singleElement()
                .asString()
                .startsWith("diverged_at_start: ");
    }
}
