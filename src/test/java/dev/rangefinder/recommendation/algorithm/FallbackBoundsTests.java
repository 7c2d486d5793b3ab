package dev.rangefinder.recommendation.algorithm;

import static dev.rangefinder.recommendation.SyntheticCurves.SWEPT;
import static dev.rangefinder.recommendation.SyntheticCurves.repeats;
import static dev.rangefinder.recommendation.SyntheticCurves.sigmoid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.Observation;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.SweptRange;
import dev.rangefinder.recommendation.SyntheticCurves;
import dev.rangefinder.recommendation.TestContext;
import dev.rangefinder.recommendation.Verdict;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** What is said where nothing was learned is an order of magnitude wide to either side, and within the sweep. */
class FallbackBoundsTests {

    private static final Percentage ROUNDING = Percentage.withPercentage(1e-6);

    @Test
    void withoutAFitItIsTheMiddleOfTheSweep() {
        Recommendation answer = recommend(List.of());

        assertThat(answer.maxLr()).isCloseTo(0.1, ROUNDING);
        assertThat(answer.baseLr()).isCloseTo(0.01, ROUNDING);
        assertThat(answer.rates().maxLrInterval().low()).isCloseTo(0.01, ROUNDING);
        assertThat(answer.rates().maxLrInterval().high()).isCloseTo(1, ROUNDING);
        assertThat(answer.rates().baseLrInterval().low()).isCloseTo(0.001, ROUNDING);
        assertThat(answer.rates().baseLrInterval().high()).isCloseTo(0.1, ROUNDING);
        assertThat(answer.rates().lrInterval()).isNotNull();
        assertThat(answer.rates().lrInterval().contains(answer.rates().lr())).isTrue();
        assertThat(answer.certainty().confidence()).isCloseTo(0.05, within(1e-12));
        assertThat(answer.next()).isNull();
        assertThat(answer.diagnoses()).singleElement().asString().startsWith("too_short: ");
    }

    @Test
    void ofAFlatSweepItLiesTheDivisorBelowItsEnd() {
        Recommendation answer = recommend(repeats(3, x -> 2.3, 0.05, 600));

        assertThat(answer.maxLr()).isCloseTo(SWEPT.endLr() / 4.5, ROUNDING);
        assertThat(answer.baseLr()).isCloseTo(answer.maxLr() / 10, ROUNDING);
        assertThat(answer.rates().maxLrInterval().high()).isCloseTo(SWEPT.endLr(), ROUNDING);
        assertThat(answer.certainty().repeatsToHalveInterval()).isNull();
        assertThat(answer.evidence().loss().edgeLr()).isNull();
        assertThat(answer.evidence().loss().initial()).isCloseTo(2.3, within(0.05));
    }

    /** As of small batches while fine-tuning: what is learned is little beside how the losses of batches differ. */
    @Test
    void whereTheLossIsTooNoisyItIsReadFromAnAccuracyThatRoseAndFell() {
        List<Curve> sweeps = repeats(3, SyntheticCurves::learning, 0.05, 600).stream()
                .map(curve -> SyntheticCurves.mapped(curve, FallbackBoundsTests::withoutLearnedLoss))
                .toList();

        Recommendation answer = recommend(sweeps);

        assertThat(answer.evidence().loss().edgeLr()).as("not learned").isNull();
        assertThat(answer.verdict()).isEqualTo(Verdict.TOO_NOISY);
        assertThat(answer.maxLr()).isBetween(0.005, answer.evidence().accuracy().edgeLr() / 4);
        assertThat(answer.next().repeats()).isGreaterThan(3);
    }

    private static Observation withoutLearnedLoss(Observation observation) {
        SplittableRandom noise = new SplittableRandom(Double.doubleToLongBits(observation.loss()));
        return SyntheticCurves.withLoss(observation, 2.3 + 0.5 * noise.nextGaussian());
    }

    /** The loss is four standard errors above its start, far below a hundredth of the rise, where the rise begins. */
    @Test
    void ofARiseItLiesTheDivisorBelowWhereThatBegins() {
        Recommendation answer = recommend(repeats(3, x -> 2.3 + 6 * sigmoid((x + 0.4) * 12), 0.05, 600));

        double begins = Math.pow(10, -0.4 - 0.4);
        assertThat(answer.maxLr()).isBetween(begins / 4.5 / 1.6, begins / 4.5 * 1.6);
    }

    /** The same curve, once with and once without a fall of three to four standard errors before the rise. */
    @Test
    void aFallThatMayBeChanceIsABetterGuessThanTheRiseBehindIt() {
        Recommendation seeming = recommend(repeats(1, x -> dip(x, 0.042), 0.05, 600));
        Recommendation none = recommend(repeats(1, x -> dip(x, 0), 0.05, 600));

        assertThat(seeming.verdict()).isEqualTo(none.verdict()).isEqualTo(Verdict.NEVER_LEARNED);
        assertThat(seeming.maxLr()).isLessThan(none.maxLr() / 3);
    }

    private static double dip(double logLr, double depth) {
        return 2.3 - depth * (sigmoid((logLr + 3.5) * 8) - sigmoid((logLr + 2) * 8)) + 6 * sigmoid((logLr + 0.1) * 20);
    }

    /** Two decades are swept: their lowest third ends at 0.01 times the cube root of 100. */
    @Test
    void aRiseInTheLowestThirdOfTheSweepIsOneFromTheStart() {
        assertThat(risingAt(-1.9).verdict()).isEqualTo(Verdict.DIVERGED_AT_START);
        assertThat(risingAt(-1.5).verdict()).isEqualTo(Verdict.DIVERGED_AT_START);
        assertThat(risingAt(-0.9).verdict()).isEqualTo(Verdict.NEVER_LEARNED);
    }

    private static Recommendation risingAt(double logLr) {
        SweptRange swept = new SweptRange(0.01, 1);
        Curve curve = SyntheticCurves.curve(
                SyntheticCurves.exponentialRates(swept, 600), x -> 2.3 + 6 * sigmoid((x - logLr - 0.1) * 40), 0.05, 1);
        return Algorithms.CURRENT.recommend(List.of(curve), new TestContext(swept, 100, null));
    }

    private static Recommendation recommend(List<Curve> curves) {
        return Algorithms.CURRENT.recommend(curves, new TestContext(SWEPT, 100, null));
    }
}
