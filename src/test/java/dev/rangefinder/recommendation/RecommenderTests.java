package dev.rangefinder.recommendation;

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
import dev.rangefinder.shared.InvalidValuesException;
import dev.rangefinder.shared.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RecommenderTests {

    private static final long ITERATIONS_PER_EPOCH = 781;

    private static final Setting SETTING = new Setting(SWEPT, ITERATIONS_PER_EPOCH, null);

    private static final double NOISE = 0.05;

    private static final Percentage A_TENTH = Percentage.withPercentage(10);
    private static final Percentage A_FIFTH = Percentage.withPercentage(20);

    /** Where {@link SyntheticCurves#learning} has lost one to five tenths of its gain of 1.8 again: the geometric mean. */
    private static final double EDGE = 0.2486;

    /** 4.5, and what a ladder of 6 decades in 600 iterations passes in five of them. */
    private static final double DIVISOR = 4.5 * Math.pow(10, 5 * 6 / 599.0);

    private static final List<Curve> LEARNED = repeats(3, SyntheticCurves::learning, NOISE, 600);

    @Test
    void maxLiesBelowTheEdgeOfTheRampByTheDivisor() {
        Recommendation answer = recommend(LEARNED);

        assertThat(answer.verdict()).isEqualTo(Verdict.OK);
        assertThat(answer.maxLr()).isCloseTo(EDGE / DIVISOR, A_TENTH);
        assertThat(answer.maxLrInterval().low())
                .isCloseTo(answer.maxLr(), A_FIFTH)
                .isLessThan(answer.maxLr());
        assertThat(answer.maxLrInterval().high())
                .isCloseTo(answer.maxLr(), A_FIFTH)
                .isGreaterThan(answer.maxLr());
        assertThat(answer.diagnoses()).first().asString().startsWith("plateau: ");
        assertThat(answer.provisional()).isFalse();
        assertThat(answer.next()).isNull();
        assertThat(answer.lr()).isCloseTo(Math.sqrt(answer.baseLr() * answer.maxLr()), within(1e-12));
        assertThat(answer.confidence()).isBetween(0.7, 1.0);
        assertThat(answer.repeatsToHalveInterval()).isEqualTo(9);
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

        assertThat(answer.stepSize()).isEqualTo(4 * ITERATIONS_PER_EPOCH);
        assertThat(answer.stepSizeEpochs()).isEqualTo(4);
        assertThat(Recommender.recommend(LEARNED, new Setting(SWEPT, 0, null)).stepSize())
                .isEqualTo(1);
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
                .extracting(RuleReading::rule)
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
                .extracting(RuleReading::rule)
                .contains("loss_fit")
                .doesNotContain("accuracy_fit", "smith_accuracy");
        assertThat(answer.verdict()).isEqualTo(Verdict.OK);
        assertThat(answer.confidence()).isLessThan(recommend(LEARNED).confidence());
        assertThat(answer.diagnoses()).first().asString().startsWith("no_accuracy: ");
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
        assertThat(answer.repeatsToHalveInterval()).isNull();
        assertThat(answer.confidence()).isLessThan(Math.sqrt(1 / 4.0) * 0.6);
        assertThat(answer.maxLr()).isCloseTo(EDGE / DIVISOR / Math.sqrt(6), Percentage.withPercentage(20));
        assertThat(answer.maxLrInterval().high() / answer.maxLrInterval().low()).isGreaterThan(3);
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

        assertThat(answer.rules()).extracting(RuleReading::rule).contains("accuracy_fit");
        assertThat(answer.maxLr()).isCloseTo(recommend(LEARNED).maxLr(), Percentage.withPercentage(20));
    }

    @Test
    void aSweepThatEndsAtItsBestHasNotReachedTheUpperBound() {
        Recommendation answer = recommend(repeats(3, x -> 2.3 - 1.8 * sigmoid((x + 1) * 4), NOISE, 600));

        assertThat(answer.verdict()).isEqualTo(Verdict.UPPER_NOT_REACHED);
        assertThat(answer.provisional()).isTrue();
        assertThat(answer.diagnoses()).first().asString().contains("extend the sweep to end_lr 1.0e+02");
        assertThat(answer.next()).isEqualTo(new NextTest(1e-5, 100, 700, 3));
        assertThat(answer.maxLr()).isCloseTo(SWEPT.endLr() / Math.sqrt(DIVISOR), A_TENTH);
        assertThat(answer.maxLrInterval().low()).isCloseTo(SWEPT.endLr() / DIVISOR, A_TENTH);
        assertThat(answer.maxLrInterval().high()).isCloseTo(SWEPT.endLr(), A_TENTH);
        assertThat(answer.confidence()).isLessThanOrEqualTo(0.5);
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
        assertThat(answer.maxLrInterval().high()).isGreaterThan(2 * answer.maxLr());
        assertThat(Recommender.recommend(accurate, new Setting(SWEPT, 1, null), Algorithm.V2026_3)
                        .verdict())
                .isNotEqualTo(Verdict.UPPER_NOT_REACHED);
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

        assertThat(Recommender.recommend(List.of(curve), new Setting(swept, 1, null))
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
        assertThat(answer.confidence()).isLessThanOrEqualTo(0.1);
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
        assertThat(Recommender.recommend(List.of(withinAFactorOfTwo), new Setting(narrow, 1, null))
                        .verdict())
                .isEqualTo(Verdict.TOO_SHORT);
    }

    @Test
    void withoutAFitTheGuessIsTheMiddleOfTheLastDecadesOfTheSweep() {
        assertThat(recommend(List.of()).maxLr()).isCloseTo(SWEPT.endLr() / 100, within(1e-9));
        assertThat(Recommender.recommend(List.of(), new Setting(new SweptRange(0.1, 10), 1, null))
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

        Recommendation answer = recommend(curves);

        assertThat(answer.evidence().divergedRepeats()).isEqualTo(2);
        assertThat(answer.evidence().lowestDivergedLr()).isCloseTo(rateOf(380), within(1e-6));
        assertThat(answer.evidence().lossEdgeLr()).isCloseTo(rateOf(380), Percentage.withPercentage(40));
        assertThat(answer.maxLr()).isLessThan(recommend(LEARNED).maxLr() * 0.6);
    }

    @Test
    void aRunThatStopsAtItsFirstInfiniteLossHasReachedTheUpperBound() {
        Curve whole = LEARNED.getFirst();
        List<Observation> lived = new ArrayList<>(whole.observations().subList(0, 400));
        lived.add(withLoss(whole.observations().get(400), Double.POSITIVE_INFINITY));

        Recommendation answer = recommend(List.of(new Curve(lived)));

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
        Recommendation tenfold = Recommender.recommend(
                scaled,
                new Setting(new SweptRange(SWEPT.startLr() * 10, SWEPT.endLr() * 10), ITERATIONS_PER_EPOCH, null));

        assertThat(tenfold.maxLr()).isCloseTo(answer.maxLr() * 10, within(answer.maxLr() * 1e-8));
        assertThat(tenfold.baseLr()).isCloseTo(answer.baseLr() * 10, within(answer.baseLr() * 1e-8));
        assertThat(tenfold.maxLrInterval().low())
                .isCloseTo(answer.maxLrInterval().low() * 10, within(answer.maxLr() * 1e-8));
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
                .contains("\"cycle_momentum\":false", "\"algorithm\":\"2026.5\"");
    }

    /** The numbers are those that it gave when there was no other. */
    @Test
    void theFirstVersionStillAnswersAsItDid() {
        Recommendation first = Recommender.recommend(LEARNED, SETTING, Algorithm.V2026_1);

        assertThat(first.verdict()).isEqualTo(Verdict.OK);
        assertThat(first.baseLr()).isCloseTo(0.003743737786589563, within(1e-12));
        assertThat(first.maxLr()).isCloseTo(0.037437377865895634, within(1e-12));
        assertThat(first.maxLrInterval().low()).isCloseTo(0.03619421259537116, within(1e-12));
        assertThat(first.maxLrInterval().high()).isCloseTo(0.038624360352754496, within(1e-12));
        assertThat(first.confidence()).isCloseTo(0.9636963958905493, within(1e-12));
    }

    /** The numbers are those that it gave when it was the current one. */
    @Test
    void theSecondVersionStillAnswersAsItDid() {
        Recommendation three = Recommender.recommend(LEARNED, SETTING, Algorithm.V2026_2);
        Recommendation one = Recommender.recommend(LEARNED.subList(0, 1), SETTING, Algorithm.V2026_2);

        assertThat(three.maxLr()).isCloseTo(0.04679672233236954, within(1e-12));
        assertThat(three.maxLrInterval().low()).isCloseTo(0.04524276574421393, within(1e-12));
        assertThat(three.confidence()).isCloseTo(0.9596752739233331, within(1e-12));
        assertThat(one.maxLr()).isCloseTo(0.04653340164386266, within(1e-12));
        assertThat(one.maxLrInterval().low()).isCloseTo(0.04457965421154485, within(1e-12));
        assertThat(one.maxLrInterval().high()).isCloseTo(0.049391339326650886, within(1e-12));
    }

    /** The numbers are those that it gave when it was the current one. */
    @Test
    void theThirdVersionStillAnswersAsItDid() {
        Recommendation three = Recommender.recommend(LEARNED, SETTING, Algorithm.V2026_3);
        Recommendation one = Recommender.recommend(LEARNED.subList(0, 1), SETTING, Algorithm.V2026_3);

        assertThat(three.maxLr()).isCloseTo(0.04679672233236954, within(1e-12));
        assertThat(three.maxLrInterval().low()).isCloseTo(0.04524276574421393, within(1e-12));
        assertThat(three.maxLrInterval().high()).isCloseTo(0.04847385076095293, within(1e-12));
        assertThat(three.confidence()).isCloseTo(0.9617720030115716, within(1e-12));
        assertThat(three.evidence().lossEdgeLr()).isCloseTo(0.18634886230948353, within(1e-12));
        assertThat(three.evidence().gainShareBelowEdge()).isCloseTo(0.9989617489073708, within(1e-12));
        assertThat(three.evidence().forgetting()).isCloseTo(0.005581305682173554, within(1e-12));
        assertThat(one.maxLr()).isCloseTo(0.04653340164386266, within(1e-12));
        assertThat(one.maxLrInterval().low()).isCloseTo(0.02803046908073988, within(1e-12));
        assertThat(one.maxLrInterval().high()).isCloseTo(0.08387279631218299, within(1e-12));
    }

    /** The numbers are those that it gave when it was the current one, and asked for no momentum. */
    @Test
    void theFourthVersionStillAnswersAsItDid() {
        Setting withMomentum = new Setting(SWEPT, ITERATIONS_PER_EPOCH, 0.0);
        Recommendation three = Recommender.recommend(LEARNED, withMomentum, Algorithm.V2026_4);
        Recommendation one = Recommender.recommend(LEARNED.subList(0, 1), withMomentum, Algorithm.V2026_4);

        assertThat(three.maxLr()).isCloseTo(0.04799009641979241, within(1e-12));
        assertThat(three.maxLrInterval().low()).isCloseTo(0.04177364167574797, within(1e-12));
        assertThat(three.maxLrInterval().high()).isCloseTo(0.05544573742480899, within(1e-12));
        assertThat(three.evidence().edgeDivisor()).isCloseTo(4.822392966887411, within(1e-12));
        assertThat(three.evidence().gainShareBelowEdge()).isCloseTo(0.9984454209163499, within(1e-12));
        assertThat(three.evidence().momentum()).isNull();
        assertThat(one.baseLr()).isCloseTo(0.004786656082798391, within(1e-12));
        assertThat(one.maxLrInterval().low()).isCloseTo(0.03395623458795227, within(1e-12));
        assertThat(one.maxLrInterval().high()).isCloseTo(0.07106006231005646, within(1e-12));
    }

    /** From the README of the version that knew of no more than this. */
    @Test
    void whatTheFirstVersionPinnedIsStillRead() {
        Recommendation pinned = Json.MAPPER.readValue("""
                {"verdict": "ok", "base_lr": 0.0027, "base_lr_interval": [0.0025, 0.003],
                 "max_lr": 0.027, "max_lr_interval": [0.025, 0.03],
                 "step_size": 500, "step_size_epochs": 4, "iterations_per_epoch": 125, "confidence": 0.88, "repeats": 3,
                 "rules": [{"rule": "smith_accuracy", "base_lr": 0.0028, "max_lr": 0.028}],
                 "evidence": {"points": 6000, "initial_loss": 1.64, "diverged_repeats": 0},
                 "diagnoses": [], "algorithm": "2026.1",
                 "cyclic_lr": {"base_lr": 0.0027, "max_lr": 0.027, "step_size_up": 500, "mode": "triangular2", "cycle_momentum": false}}
                """, Recommendation.class);

        assertThat(pinned.algorithm()).isEqualTo(Algorithm.V2026_1);
        assertThat(pinned.lr()).isNull();
        assertThat(pinned.stepSizeEpochs()).isEqualTo(4);
        assertThat(Json.MAPPER.writeValueAsString(pinned)).doesNotContain("null", "agreement", "provisional");
    }

    @Test
    void moreRepeatsNarrowTheInterval() {
        Recommendation few = recommend(repeats(3, SyntheticCurves::learning, 0.3, 150));
        Recommendation many = recommend(repeats(48, SyntheticCurves::learning, 0.3, 150));

        assertThat(many.maxLrInterval().high() / many.maxLrInterval().low())
                .isLessThan(few.maxLrInterval().high() / few.maxLrInterval().low());
    }

    /** Seeds scatter by 0.1 decades: nine in ten within 1.645 times that to either side, less with more repeats. */
    @Test
    void fewRepeatsDoNotKnowHowSeedsDiffer() {
        double nineInTen = 2 * 1.645 * 0.1;

        assertThat(logWidth(recommend(LEARNED.subList(0, 1)))).isCloseTo(nineInTen, within(0.08));
        assertThat(logWidth(recommend(LEARNED.subList(0, 2)))).isCloseTo(nineInTen * Math.sqrt(1 / 3.0), within(0.06));
        assertThat(logWidth(recommend(LEARNED))).isCloseTo(nineInTen * Math.sqrt(1 / 6.0), within(0.05));
    }

    private static double logWidth(Recommendation answer) {
        return Math.log10(answer.maxLrInterval().high() / answer.maxLrInterval().low());
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
        return Recommender.recommend(curves, SETTING);
    }

    private static double rateOf(int iteration) {
        return exponentialRates(SWEPT, 600)[iteration];
    }
}
