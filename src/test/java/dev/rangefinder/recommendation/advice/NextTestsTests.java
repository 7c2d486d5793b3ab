package dev.rangefinder.recommendation.advice;

import static dev.rangefinder.recommendation.SyntheticCurves.SWEPT;
import static dev.rangefinder.recommendation.SyntheticCurves.mapped;
import static dev.rangefinder.recommendation.SyntheticCurves.repeats;
import static dev.rangefinder.recommendation.SyntheticCurves.sigmoid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.Divergence;
import dev.rangefinder.curve.Observation;
import dev.rangefinder.recommendation.Interval;
import dev.rangefinder.recommendation.LearningRates;
import dev.rangefinder.recommendation.NextTest;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.SweptRange;
import dev.rangefinder.recommendation.SyntheticCurves;
import dev.rangefinder.recommendation.TestContext;
import dev.rangefinder.recommendation.Verdict;
import dev.rangefinder.recommendation.algorithm.Algorithms;
import dev.rangefinder.recommendation.bounds.CurveAnalysis;
import dev.rangefinder.recommendation.bounds.Findings;
import dev.rangefinder.recommendation.fit.CensoredRepeats;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NextTestsTests {

    private static final double NOISE = 0.05;

    @Test
    void aFlatSweepGoesOnForADecadeAtTheSamePace() {
        Recommendation answer = recommend(repeats(3, x -> 2.3, NOISE, 600), SWEPT);

        assertThat(answer.verdict()).isEqualTo(Verdict.FLAT);
        assertThat(answer.next()).isEqualTo(new NextTest(1e-5, 100, 700, 3));
        assertThat(answer.diagnoses()).first().asString().contains("extend the sweep to end_lr 1.0e+02");
    }

    @Test
    void aLinearSweepThatIsExtendedKeepsTheDistanceOfItsRungs() {
        SweptRange swept = new SweptRange(0, 0.5);
        double[] rates = new double[300];
        for (int i = 0; i < rates.length; i++) {
            rates[i] = swept.endLr() * i / (rates.length - 1);
        }
        Curve rising = SyntheticCurves.curve(rates, x -> 2.3 - 1.8 * sigmoid((x + 0.8) * 4), NOISE, 1);

        assertThat(recommend(List.of(rising), swept).next()).isEqualTo(new NextTest(0, 5, 3000, 1));
    }

    @Test
    void aSweepThatNeverLearnedIsMadeMoreSlowly() {
        Recommendation answer = recommend(repeats(2, x -> 2.3 + 6 * sigmoid((x + 0.4) * 12), NOISE, 600), SWEPT);

        assertThat(answer.verdict()).isEqualTo(Verdict.NEVER_LEARNED);
        assertThat(answer.next()).isEqualTo(new NextTest(1e-5, 10, 1800, 2));
    }

    @Test
    void threeTimesAsManyAreThoseOfTheWholeLadderWhereverItsRepeatsStopped() {
        List<Curve> stopped = repeats(2, x -> 2.3 + 6 * sigmoid((x + 0.4) * 12), NOISE, 600).stream()
                .map(Divergence::until)
                .toList();

        assertThat(stopped).allMatch(curve -> curve.size() < 500);
        assertThat(recommend(stopped, new SweptRange(1e-5, 10, 600)).next()).isEqualTo(new NextTest(1e-5, 10, 1800, 2));
    }

    @Test
    void aSweepThatDivergedAtItsStartBeginsTwoDecadesLowerAndEndsWhereItSurelyDiverged() {
        NextTest next = recommend(repeats(3, x -> 2.3 + 6 * sigmoid((x + 4) * 12), NOISE, 600), SWEPT)
                .next();

        assertThat(next).isNotNull();
        assertThat(next.startLr()).isCloseTo(1e-7, within(1e-12));
        assertThat(next.endLr()).isBetween(1e-4, 1e-2);
        assertThat(next.repeats()).isEqualTo(3);
        double decades = Math.log10(next.endLr() / next.startLr());
        assertThat((double) next.iterations()).isCloseTo(100 * decades, within(1.0));
    }

    @Test
    void noSweepIsLongerThanAMillionIterations() {
        List<Curve> sparse = repeats(1, x -> 2.3 + 6 * sigmoid((x + 0.4) * 12), NOISE, 400).stream()
                .map(curve ->
                        mapped(curve, o -> new Observation(o.iteration() * 1000, o.lr(), o.loss(), o.accuracy(), null)))
                .toList();

        assertThat(recommend(sparse, SWEPT).next()).isEqualTo(new NextTest(1e-5, 10, 1_000_000, 1));
    }

    /**
     * An interval goes with one over the root of the repeats: half as wide, in the logarithm, takes four times as many.
     */
    @Test
    void asManyRepeatsAreAskedForAsMakeTheIntervalNarrowEnough() {
        assertThat(repeatsAfter(3, 25)).isEqualTo(12);
        assertThat(repeatsAfter(1, 25)).isEqualTo(4);
        assertThat(repeatsAfter(1, 6)).as("seeds show from three on").isEqualTo(3);
        assertThat(repeatsAfter(3, 5)).as("one more at least").isEqualTo(4);
        assertThat(repeatsAfter(3, 1e6)).as("as many as a test may have").isEqualTo(64);
    }

    @Test
    void asManyRepeatsAreAskedForAsMakeWeakLearningClear() {
        CurveAnalysis weak = reading(repeats(4, x -> -1.4 * Math.exp(-(x + 1) * (x + 1) / 0.2), 1.4, 300), SWEPT);
        double factor = 6 / weak.loss().significance();

        assertThat(factor).isBetween(1.13, 1.45);
        assertThat(NextTests.after(findings(Verdict.TOO_NOISY, 1, 1), weak))
                .get()
                .extracting(NextTest::repeats)
                .isEqualTo((int) Math.ceil(4 * factor * factor));
    }

    @Test
    void whatIsAnsweredHasNoNext() {
        CurveAnalysis learned = reading(repeats(3, SyntheticCurves::learning, NOISE, 600), SWEPT);

        assertThat(NextTests.after(findings(Verdict.OK, 1, 2), learned)).isEqualTo(Optional.empty());
    }

    private static int repeatsAfter(int repeats, double width) {
        CurveAnalysis reading = reading(repeats(repeats, SyntheticCurves::learning, NOISE, 300), SWEPT);
        NextTest next = NextTests.after(findings(Verdict.TOO_NOISY, 0.01, 0.01 * width), reading)
                .orElseThrow();
        assertThat(next).isEqualTo(new NextTest(SWEPT.startLr(), SWEPT.endLr(), 300, next.repeats()));
        return next.repeats();
    }

    private static Findings findings(Verdict verdict, double lowest, double highest) {
        Interval maxLr = new Interval(lowest, highest);
        Interval baseLr = new Interval(lowest / 10, lowest / 10);
        return new Findings(
                verdict, LearningRates.of(lowest / 10, baseLr, lowest, maxLr, maxLr, 0.9), 0.5, null, List.of());
    }

    private static CurveAnalysis reading(List<Curve> curves, SweptRange swept) {
        return CurveAnalysis.of(CensoredRepeats.of(curves, swept).orElseThrow(), new TestContext(swept, 100, null));
    }

    private static Recommendation recommend(List<Curve> curves, SweptRange swept) {
        return Algorithms.CURRENT.recommend(curves, new TestContext(swept, 100, null));
    }
}
