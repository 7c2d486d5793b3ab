package dev.rangefinder.recommendation.algorithm;

import static dev.rangefinder.recommendation.SyntheticCurves.SWEPT;
import static dev.rangefinder.recommendation.SyntheticCurves.curve;
import static dev.rangefinder.recommendation.SyntheticCurves.exponentialRates;
import static dev.rangefinder.recommendation.SyntheticCurves.mapped;
import static dev.rangefinder.recommendation.SyntheticCurves.repeats;
import static dev.rangefinder.recommendation.SyntheticCurves.sigmoid;
import static dev.rangefinder.recommendation.SyntheticCurves.withLoss;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.Observation;
import dev.rangefinder.curve.Observation.Validation;
import dev.rangefinder.recommendation.CyclicLr;
import dev.rangefinder.recommendation.Interval;
import dev.rangefinder.recommendation.LearningRates;
import dev.rangefinder.recommendation.NextTest;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.RuleAnswer;
import dev.rangefinder.recommendation.SweptRange;
import dev.rangefinder.recommendation.SyntheticCurves;
import dev.rangefinder.recommendation.TestContext;
import dev.rangefinder.recommendation.Verdict;
import dev.rangefinder.shared.InvalidValuesException;
import dev.rangefinder.shared.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class NineStepsTests {

    private static final long ITERATIONS_PER_EPOCH = 781;

    private static final TestContext SETTING = new TestContext(SWEPT, ITERATIONS_PER_EPOCH, null);

    private static final double NOISE = 0.05;

    private static final Percentage A_TENTH = Percentage.withPercentage(10);
    private static final Percentage A_FIFTH = Percentage.withPercentage(20);

    /**
     * Where {@link SyntheticCurves#learning} has lost one to five tenths of its gain of 1.8 again: the geometric mean.
     */
    private static final double EDGE = 0.2486;

    /** 4.5, and what a ladder of 6 decades in 600 iterations passes in five of them. */
    private static final double DIVISOR = 4.5 * Math.pow(10, 5 * 6 / 599.0);

    private static final List<Curve> LEARNED_LATE = repeats(3, SyntheticCurves::learningLate, NOISE, 600);

    private static final List<Curve> LEARNED = repeats(3, SyntheticCurves::learning, NOISE, 600);

    @Test
    void maxLiesBelowTheEdgeOfTheRampByTheDivisor() {
        Recommendation answer = recommend(LEARNED_LATE);

        assertThat(answer.verdict()).isEqualTo(Verdict.OK);
        assertThat(answer.maxLr()).isCloseTo(EDGE / DIVISOR, A_TENTH);
        assertThat(answer.rates().maxLrInterval().low())
                .isCloseTo(answer.maxLr(), A_FIFTH)
                .isLessThan(answer.maxLr());
        assertThat(answer.rates().maxLrInterval().high())
                .isCloseTo(answer.maxLr(), A_FIFTH)
                .isGreaterThan(answer.maxLr());
        assertThat(recommend(LEARNED).diagnoses()).first().asString().startsWith("plateau: ");
        assertThat(answer.provisional()).isFalse();
        assertThat(answer.next()).isNull();
        assertThat(answer.rates().lr()).isCloseTo(Math.sqrt(answer.baseLr() * answer.maxLr()), within(1e-12));
        assertThat(answer.certainty().confidence()).isBetween(0.7, 1.0);
        assertThat(answer.certainty().repeatsToHalveInterval()).isEqualTo(9);
    }

    @Test
    void baseStandsAtTheOnsetButWithinTheNarrowestAndTheWidestCycle() {
        Recommendation early = recommend(LEARNED);
        Recommendation late = recommend(repeats(
                3, x -> 2.3 - 1.8 * sigmoid((x + 1.2) * 12) + 6 * sigmoid((x + 0.4) * 12), NOISE, 600));
        Recommendation between = recommend(repeats(
                3, x -> 2.3 - 1.8 * sigmoid((x + 1.9) * 8) + 6 * sigmoid((x + 0.4) * 12), NOISE, 600));

        assertThat(early.maxLr() / early.baseLr()).isCloseTo(10, within(1e-6));
        assertThat(late.maxLr() / late.baseLr()).isCloseTo(4, within(1e-6));
        assertThat(between.maxLr() / between.baseLr()).isBetween(4.5, 9.5);
    }

    @Test
    void stepSizeIsFourEpochs() {
        Recommendation answer = recommend(LEARNED);

        assertThat(answer.stepSize().iterations()).isEqualTo(4 * ITERATIONS_PER_EPOCH);
        assertThat(answer.stepSize().epochs()).isEqualTo(4);
        assertThat(Algorithms.CURRENT
                        .recommend(LEARNED, new TestContext(SWEPT, 0, null))
                        .stepSize()
                        .iterations())
                .as("of epochs of which nothing is known")
                .isEqualTo(100);
        assertThat(answer.cyclicLr())
                .isEqualTo(
                        new CyclicLr(answer.baseLr(), answer.maxLr(), 4 * ITERATIONS_PER_EPOCH, "triangular2", false));
    }

    @Test
    void bothRulesAnswerOnTheirOwnAndWithoutAccuraciesOneDoes() {
        List<Curve> lossesOnly = LEARNED.stream()
                .map(curve -> mapped(curve, SyntheticCurves::withoutAccuracy))
                .toList();

        assertThat(recommend(LEARNED).rules())
                .extracting(RuleAnswer::rule)
                .containsExactly(
                        "loss_fit",
                        "accuracy_fit",
                        "smith_accuracy",
                        "max_third",
                        "max_fourth",
                        "fastai_valley",
                        "fastai_slide",
                        "fastai_minimum",
                        "fastai_steep",
                        "pytorch_lr_finder",
                        "lightning");
        Recommendation answer = recommend(lossesOnly);
        assertThat(answer.rules())
                .extracting(RuleAnswer::rule)
                .contains("loss_fit")
                .doesNotContain("accuracy_fit", "smith_accuracy");
        assertThat(answer.verdict()).isEqualTo(Verdict.OK);
        assertThat(answer.certainty().confidence())
                .isLessThan(recommend(LEARNED).certainty().confidence());
        assertThat(answer.diagnoses()).as("none is reported").noneMatch(name -> name.startsWith("no_accuracy"));
    }

    @Test
    void rulesThatDisagreeAreSaidToAndMoreRepeatsDoNotCureIt() {
        List<Curve> accurateOnlyBelow = LEARNED.stream()
                .map(curve -> mapped(
                        curve,
                        observation -> observation.lr() < EDGE / 6
                                ? observation
                                : new Observation(
                                        observation.iteration(), observation.lr(), observation.loss(), 0.1, null)))
                .toList();

        Recommendation answer = recommend(accurateOnlyBelow);

        assertThat(answer.verdict()).isEqualTo(Verdict.OK);
        assertThat(answer.diagnoses()).first().asString().startsWith("rules_disagree: ");
        assertThat(answer.certainty().repeatsToHalveInterval()).isNull();
        assertThat(answer.certainty().confidence()).isLessThan(Math.sqrt(1 / 4.0) * 0.6);
        LearningRates ofSgd = recommendForSgd(accurateOnlyBelow).rates();
        assertThat(ofSgd.maxLr()).isCloseTo(EDGE / DIVISOR / Math.sqrt(6), Percentage.withPercentage(20));
        assertThat(ofSgd.maxLrInterval().high() / ofSgd.maxLrInterval().low()).isGreaterThan(3);
    }

    @Test
    void validationAccuraciesStandInForThoseOfTheBatch() {
        List<Curve> validated = LEARNED.stream()
                .map(curve -> mapped(
                        curve,
                        observation -> new Observation(
                                observation.iteration(),
                                observation.lr(),
                                observation.loss(),
                                null,
                                observation.iteration() % 10 != 0 || observation.accuracy() == null
                                        ? null
                                        : new Validation(observation.loss(), observation.accuracy()))))
                .toList();

        Recommendation answer = recommend(validated);

        assertThat(answer.rules()).extracting(RuleAnswer::rule).contains("accuracy_fit");
        assertThat(answer.maxLr()).isCloseTo(recommend(LEARNED).maxLr(), Percentage.withPercentage(20));
    }

    @Test
    void aSweepThatEndsAtItsBestHasNotReachedTheUpperBound() {
        Recommendation answer = recommend(repeats(3, x -> 2.3 - 1.8 * sigmoid((x - 0.2) * 8), NOISE, 600));

        assertThat(answer.verdict()).isEqualTo(Verdict.UPPER_NOT_REACHED);
        assertThat(answer.provisional()).isTrue();
        assertThat(answer.diagnoses()).first().asString().contains("extend the sweep to end_lr 1.0e+02");
        assertThat(answer.next()).isEqualTo(new NextTest(1e-5, 100, 700, 3));
        assertThat(answer.maxLr()).isCloseTo(SWEPT.endLr() / Math.sqrt(DIVISOR), A_TENTH);
        assertThat(answer.rates().maxLrInterval().low()).isCloseTo(SWEPT.endLr() / DIVISOR, A_TENTH);
        assertThat(answer.rates().maxLrInterval().high()).isCloseTo(SWEPT.endLr(), A_TENTH);
        assertThat(answer.certainty().confidence()).isLessThanOrEqualTo(0.5);
    }

    /** As of a linear model, whose loss suffers from rates that its accuracy bears well. */
    @Test
    void whereOnlyTheLossHasTurnedTheUpperBoundIsNotReached() {
        List<Curve> accurate = repeats(3, SyntheticCurves::learning, NOISE, 600).stream()
                .map(curve -> mapped(curve, observation -> {
                    double accuracy = 0.1 + 0.7 * sigmoid((Math.log10(observation.lr()) + 3) * 4);
                    return new Observation(
                            observation.iteration(), observation.lr(), observation.loss(), accuracy, null);
                }))
                .toList();

        Recommendation answer = recommend(accurate);

        assertThat(answer.verdict()).isEqualTo(Verdict.UPPER_NOT_REACHED);
        assertThat(answer.next()).isEqualTo(new NextTest(1e-5, 100, 700, 3));
        assertThat(answer.rates().maxLrInterval().high()).isGreaterThan(2 * answer.maxLr());
    }

    @Test
    void aLossThatOnlyRisesWasNeverLearned() {
        Recommendation answer = recommend(repeats(3, x -> 2.3 + 6 * sigmoid((x + 0.4) * 12), NOISE, 600));

        assertThat(answer.verdict()).isEqualTo(Verdict.NEVER_LEARNED);
        assertThat(answer.maxLr()).isLessThan(EDGE / 3);
    }

    @Test
    void aLossThatRisesAtTheLowEndDivergedAtTheStart() {
        Recommendation answer = recommend(repeats(3, x -> 2.3 + 6 * sigmoid((x + 4) * 12), NOISE, 600));

        assertThat(answer.verdict()).isEqualTo(Verdict.DIVERGED_AT_START);
        assertThat(answer.maxLr()).isLessThan(1e-4);
        assertThat(answer.diagnoses()).first().asString().contains("start the sweep at");
    }

    @Test
    void aSweepThatBeginsJustBelowItsEdgeDivergedAtTheStart() {
        SweptRange swept = new SweptRange(0.06, 10);
        Curve curve = curve(
                exponentialRates(swept, 300),
                x -> 2.3 - 1.8 * sigmoid((x + 1) * 20) + 6 * sigmoid((x + 0.4) * 12),
                NOISE,
                1);

        assertThat(Algorithms.CURRENT
                        .recommend(List.of(curve), new TestContext(swept, 1, null))
                        .verdict())
                .isEqualTo(Verdict.DIVERGED_AT_START);
    }

    @Test
    void aLossThatDoesNothingIsFlat() {
        assertThat(recommend(repeats(1, x -> 2.3, 0, 600)).verdict()).isEqualTo(Verdict.FLAT);
        assertThat(recommend(repeats(3, x -> 2.3, NOISE, 600)).verdict()).isEqualTo(Verdict.FLAT);
    }

    @Test
    void pureNoiseIsNeverAnAnswer() {
        int extended = 0;
        for (int seed = 0; seed < 200; seed++) {
            Verdict verdict = recommend(List.of(curve(exponentialRates(SWEPT, 300), x -> 0, 1, seed)))
                    .verdict();

            assertThat(verdict).as("seed %d", seed).isNotEqualTo(Verdict.OK);
            extended += verdict == Verdict.UPPER_NOT_REACHED ? 1 : 0;
        }
        assertThat(extended).as("whose best was at the end by chance").isLessThanOrEqualTo(3);
    }

    @Test
    void aFallThatTheNoiseCouldHaveMadeIsTooNoisy() {
        Recommendation answer = recommend(repeats(1, x -> -1.6 * Math.exp(-(x + 1) * (x + 1) / 0.2), 0.7, 300));

        assertThat(answer.verdict()).isEqualTo(Verdict.TOO_NOISY);
        assertThat(answer.certainty().confidence()).isLessThanOrEqualTo(0.1);
        assertThat(answer.diagnoses()).anyMatch(diagnosis -> diagnosis.contains("add repeats"));
        assertThat(answer.next()).isNotNull().extracting(NextTest::repeats).isEqualTo(3);
    }

    @Test
    void fewPointsOrNarrowSweepsAreTooShort() {
        SweptRange narrow = new SweptRange(0.5, 1);
        Curve withinAFactorOfTwo = curve(exponentialRates(narrow, 100), SyntheticCurves::learning, NOISE, 1);

        assertThat(recommend(List.of()).verdict()).isEqualTo(Verdict.TOO_SHORT);
        assertThat(recommend(repeats(1, SyntheticCurves::learning, NOISE, 19)).verdict())
                .isEqualTo(Verdict.TOO_SHORT);
        assertThat(recommend(repeats(1, SyntheticCurves::learning, NOISE, 20)).verdict())
                .isNotEqualTo(Verdict.TOO_SHORT);
        assertThat(Algorithms.CURRENT
                        .recommend(List.of(withinAFactorOfTwo), new TestContext(narrow, 1, null))
                        .verdict())
                .isEqualTo(Verdict.TOO_SHORT);
    }

    @Test
    void withoutAFitTheGuessIsTheMiddleOfTheLastDecadesOfTheSweep() {
        assertThat(recommend(List.of()).maxLr()).isCloseTo(SWEPT.endLr() / 100, within(1e-9));
        assertThat(Algorithms.CURRENT
                        .recommend(List.of(), new TestContext(new SweptRange(0.1, 10), 1, null))
                        .maxLr())
                .isCloseTo(1, within(1e-9));
        assertThat(recommend(repeats(1, x -> Double.NaN, 0, 300)).maxLr())
                .isCloseTo(SWEPT.endLr() / 10_000, within(1e-9));
    }

    @Test
    void aRepeatThatDivergedEarlyPullsTheEdgeDown() {
        List<Curve> curves = new ArrayList<>(LEARNED);
        for (int early = 0; early < 2; early++) {
            Curve whole = LEARNED.get(early);
            List<Observation> lived = new ArrayList<>(whole.observations().subList(0, 380));
            lived.add(withLoss(whole.observations().get(380), Double.NaN));
            curves.set(early, new Curve(lived));
        }

        Recommendation answer = recommendForSgd(curves);

        assertThat(answer.evidence().divergence().repeats()).isEqualTo(2);
        assertThat(answer.evidence().divergence().lowestLr()).isCloseTo(rateOf(380), within(1e-6));
        assertThat(answer.evidence().loss().edgeLr()).isCloseTo(rateOf(380), Percentage.withPercentage(40));
        assertThat(answer.maxLr()).isLessThan(recommendForSgd(LEARNED).maxLr() * 0.6);
    }

    @Test
    void aRunThatStopsAtItsFirstInfiniteLossHasReachedTheUpperBound() {
        Curve whole = LEARNED.getFirst();
        List<Observation> lived = new ArrayList<>(whole.observations().subList(0, 400));
        lived.add(withLoss(whole.observations().get(400), Double.POSITIVE_INFINITY));

        Recommendation answer = recommendForSgd(List.of(new Curve(lived)));

        assertThat(answer.verdict()).isEqualTo(Verdict.OK);
        assertThat(answer.maxLr()).isCloseTo(rateOf(400) / 4, Percentage.withPercentage(40));
    }

    @Test
    void aSingleSpikeMovesNothing() {
        Curve clean = LEARNED.getFirst();
        Curve spiked =
                mapped(clean, observation -> observation.iteration() == 300 ? withLoss(observation, 1e6) : observation);

        assertThat(recommend(List.of(spiked)).maxLr())
                .isCloseTo(recommend(List.of(clean)).maxLr(), Percentage.withPercentage(3));
    }

    @Test
    void ratesTimesTenGiveBoundsTimesTen() {
        List<Curve> scaled = LEARNED.stream()
                .map(curve -> mapped(curve, observation -> SyntheticCurves.scaled(observation, 10)))
                .toList();

        Recommendation answer = recommend(LEARNED);
        Recommendation tenfold = Algorithms.CURRENT.recommend(
                scaled,
                new TestContext(new SweptRange(SWEPT.startLr() * 10, SWEPT.endLr() * 10), ITERATIONS_PER_EPOCH, null));

        assertThat(tenfold.maxLr()).isCloseTo(answer.maxLr() * 10, within(answer.maxLr() * 1e-8));
        assertThat(tenfold.baseLr()).isCloseTo(answer.baseLr() * 10, within(answer.baseLr() * 1e-8));
        assertThat(tenfold.rates().maxLrInterval().low())
                .isCloseTo(answer.rates().maxLrInterval().low() * 10, within(answer.maxLr() * 1e-8));
    }

    @Test
    void aConstantAddedToTheLossesChangesNothing() {
        List<Curve> lowered = LEARNED.stream()
                .map(curve -> mapped(curve, observation -> withLoss(observation, observation.loss() - 1000)))
                .toList();

        assertThat(recommend(lowered).maxLr()).isCloseTo(recommend(LEARNED).maxLr(), within(1e-8));
        assertThat(recommend(lowered).baseLr()).isCloseTo(recommend(LEARNED).baseLr(), within(1e-8));
        assertThat(recommend(lowered).verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void theOrderOfTheRepeatsDoesNotMatter() {
        assertThat(recommend(LEARNED.reversed())).isEqualTo(recommend(LEARNED));
    }

    @Test
    void theSameCurvesGiveTheSameBytesAndTheyAreReadBack() {
        Recommendation answer = recommend(LEARNED).withDiagnosis("Repeat 3 failed.");
        String json = Json.MAPPER.writeValueAsString(answer);

        assertThat(Json.MAPPER.writeValueAsString(recommend(LEARNED).withDiagnosis("Repeat 3 failed.")))
                .isEqualTo(json);
        assertThat(Json.MAPPER.readValue(json, Recommendation.class)).isEqualTo(answer);
        assertThat(answer.diagnoses()).last().isEqualTo("Repeat 3 failed.");
        assertThat(json)
                .contains("\"verdict\":\"ok\"", "\"max_lr_interval\":[", "\"step_size_epochs\":4.0")
                .contains("\"cycle_momentum\":false", "\"algorithm\":\"2026.6\"");
    }

    /** From the README of the version that knew of no more than this. */
    @Test
    void whatAVersionThatIsGonePinnedIsStillRead() {
        Recommendation pinned = Json.MAPPER.readValue("""
                {"verdict": "ok", "base_lr": 0.0027, "base_lr_interval": [0.0025, 0.003],
                 "max_lr": 0.027, "max_lr_interval": [0.025, 0.03],
                 "step_size": 500, "step_size_epochs": 4, "iterations_per_epoch": 125, "confidence": 0.88, "repeats": 3,
                 "rules": [{"rule": "smith_accuracy", "base_lr": 0.0028, "max_lr": 0.028}],
                 "evidence": {"points": 6000, "initial_loss": 1.64, "diverged_repeats": 0},
                 "diagnoses": [], "algorithm": "2026.1",
                 "cyclic_lr": {"base_lr": 0.0027, "max_lr": 0.027, "step_size_up": 500, "mode": "triangular2", "cycle_momentum": false}}
                """, Recommendation.class);

        assertThat(pinned.algorithm()).isEqualTo("2026.1");
        assertThat(pinned.rates().lr()).isNull();
        assertThat(pinned.stepSize().epochs()).isEqualTo(4);
        assertThat(Json.MAPPER.writeValueAsString(pinned)).doesNotContain("null", "agreement", "provisional");
    }

    @Test
    void moreRepeatsNarrowTheInterval() {
        Recommendation few = recommend(repeats(3, SyntheticCurves::learning, 0.3, 150));
        Recommendation many = recommend(repeats(48, SyntheticCurves::learning, 0.3, 150));

        assertThat(many.rates().maxLrInterval().high()
                        / many.rates().maxLrInterval().low())
                .isLessThan(few.rates().maxLrInterval().high()
                        / few.rates().maxLrInterval().low());
    }

    /** Seeds scatter by 0.1 decades: nine in ten within 1.645 times that to either side, less with more repeats. */
    @Test
    void fewRepeatsDoNotKnowHowSeedsDiffer() {
        double nineInTen = 2 * 1.645 * 0.1;

        assertThat(logWidth(recommend(LEARNED_LATE.subList(0, 1)))).isCloseTo(nineInTen, within(0.08));
        assertThat(logWidth(recommend(LEARNED_LATE.subList(0, 2))))
                .isCloseTo(nineInTen * Math.sqrt(1 / 3.0), within(0.06));
        assertThat(logWidth(recommend(LEARNED_LATE))).isCloseTo(nineInTen * Math.sqrt(1 / 6.0), within(0.05));
    }

    private static double logWidth(Recommendation answer) {
        return Math.log10(answer.rates().maxLrInterval().high()
                / answer.rates().maxLrInterval().low());
    }

    @Test
    @Timeout(10)
    void aHundredThousandPointsTakeSeconds() {
        List<Curve> curves = repeats(4, SyntheticCurves::learning, NOISE, 25_000);
        long before = System.nanoTime();

        recommend(curves);

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aBaseThatIsNotBelowItsMaxCannotBeRecommended() {
        assertThatThrownBy(() -> CyclicLr.between(0.1, 0.1, 1))
                .isInstanceOf(InvalidValuesException.class)
                .hasMessageContaining("base_lr is 0.1");
        assertThatThrownBy(() -> new CyclicLr(0.1, 0.2, 1, "triangular2", true))
                .isInstanceOf(InvalidValuesException.class)
                .hasMessageContaining("cycle_momentum is true");
        assertThatThrownBy(() -> new Interval(2, 1)).isInstanceOf(InvalidValuesException.class);
        assertThatThrownBy(() -> new SweptRange(1, 1)).isInstanceOf(InvalidValuesException.class);
    }

    private static Recommendation recommend(List<Curve> curves) {
        return Algorithms.CURRENT.recommend(curves, SETTING);
    }

    /** Whose max depends on the edge alone. */
    private static Recommendation recommendForSgd(List<Curve> curves) {
        return Algorithms.CURRENT.recommend(curves, new TestContext(SWEPT, ITERATIONS_PER_EPOCH, 0.9, null, true));
    }

    private static double rateOf(int iteration) {
        return exponentialRates(SWEPT, 600)[iteration];
    }

    /** From where the loss comes within a twentieth of its best to the best itself: 0.0056 to 0.06. */
    @Test
    void aRampThatCoastsOverAPlateauHasItsMaxHalfwayToTheBest() {
        Recommendation answer = recommend(LEARNED);

        assertThat(answer.verdict()).isEqualTo(Verdict.OK);
        assertThat(answer.maxLr()).isBetween(0.01, 0.03).isLessThan(EDGE / DIVISOR);
        assertThat(answer.evidence().loss().bestLr()).isGreaterThan(answer.maxLr());
    }

    /** Its steps grow with the gradient, so that rates far too high show at once. */
    @Test
    void anOptimizerThatFollowsTheGradientDoesNotCoast() {
        assertThat(recommendForSgd(LEARNED).maxLr()).isCloseTo(EDGE / DIVISOR, A_TENTH);
    }

    /** A step of a seventh of the gain before the loss diverges, as fast ramps with momentum have one. */
    @Test
    void aBumpBeforeTheEdgeMovesItLittle() {
        double[] rates = SyntheticCurves.exponentialRates(SWEPT, 600);
        Curve smooth = SyntheticCurves.curve(rates, SyntheticCurves::learning, 0.05, 1);
        Curve bumped = SyntheticCurves.curve(
                rates, x -> SyntheticCurves.learning(x) + 0.26 * sigmoid((x + 1.4) * 20), 0.05, 1);

        double decades = Math.log10(
                recommend(List.of(smooth)).maxLr() / recommend(List.of(bumped)).maxLr());
        assertThat(decades).isLessThan(0.2);
    }
}
