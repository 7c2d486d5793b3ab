package dev.rangefinder.recommendation.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.SyntheticCurves;
import dev.rangefinder.recommendation.TestContext;
import dev.rangefinder.recommendation.Verdict;
import dev.rangefinder.recommendation.Verification;
import dev.rangefinder.recommendation.Verification.Entrant;
import dev.rangefinder.recommendation.Verification.Training;
import dev.rangefinder.recommendation.algorithm.Algorithms;
import dev.rangefinder.recommendation.race.Race.Trial;
import dev.rangefinder.shared.Json;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class RaceTests {

    private static final Recommendation SWEEP = Algorithms.CURRENT.recommend(
            SyntheticCurves.repeats(3, SyntheticCurves::learning, 0.1, 300),
            new TestContext(SyntheticCurves.SWEPT, 100, 0.9));

    private static final Race START = Race.of(SWEEP, RacePlan.of(6000, 3).orElseThrow(), 10, 10_000);

    @Test
    void theSweepsOwnCycleRunsAgainstItsShiftsAWiderOneAndAnotherRules() {
        assertThat(START.entrants())
                .extracting(Entrant::name)
                .containsExactly(
                        "sweep",
                        "sweep/3",
                        "sweep*3",
                        "wider",
                        "sweep/10",
                        "sweep*10",
                        "sweep/30",
                        "sweep*30",
                        "fastai_minimum");
        assertThat(entrant("sweep").maxLr()).isEqualTo(SWEEP.maxLr());
        assertThat(entrant("sweep/30").maxLr()).isCloseTo(SWEEP.maxLr() / Math.pow(10, 1.5), within(1e-12));
    }

    @Test
    void theBestGoOnAndAlwaysTheSweepsOwn() {
        Race second = START.after(accuracies(entrant -> -entrant.maxLr()));

        assertThat(second.trials())
                .extracting(trial -> trial.entrant().name())
                .containsExactlyInAnyOrder("sweep", "sweep/3", "sweep/10", "sweep/30", lowestOther());
        assertThat(second.trials()).allMatch(trial -> trial.iterations() == 174);
    }

    /** Of the five lowest max, beside the sweep's own and its three lower shifts. */
    private static String lowestOther() {
        return START.entrants().stream()
                .filter(entrant ->
                        !List.of("sweep", "sweep/3", "sweep/10", "sweep/30").contains(entrant.name()))
                .min((one, other) -> Double.compare(one.maxLr(), other.maxLr()))
                .orElseThrow()
                .name();
    }

    /** Among nine that are half a decade from each other and wide, the best may lie between two, or be narrow. */
    @Test
    void theLastRungHasTheBestRivalAndTwoNearToTheBest() {
        Race last = START.after(accuracies(RaceTests::nearSevenTenths)).after(accuracies(RaceTests::nearSevenTenths));

        assertThat(last.running())
                .extracting(Entrant::name)
                .containsExactly("sweep", "sweep*3", "between", "upper_half");
        Entrant best = nearSevenTenths(entrant("sweep")) > nearSevenTenths(entrant("sweep*3"))
                ? entrant("sweep")
                : entrant("sweep*3");
        assertThat(last.running().get(2).maxLr())
                .isCloseTo(
                        Math.sqrt(entrant("sweep").maxLr() * entrant("sweep*3").maxLr()), within(1e-12));
        assertThat(last.running().get(3).baseLr()).isCloseTo(Math.sqrt(best.baseLr() * best.maxLr()), within(1e-12));
        assertThat(last.running().get(3).maxLr()).isEqualTo(best.maxLr());

        Recommendation verified = over(accuracies(RaceTests::nearSevenTenths));
        assertThat(told(verified).winner()).isEqualTo("between");
        assertThat(told(verified).entrants()).extracting(Entrant::name).endsWith("between", "upper_half");
        assertThat(verified.maxLr()).isEqualTo(last.running().get(2).maxLr());
    }

    /** Best where max_lr is 10^(1/4) of the sweep's, and less the farther from it, and from a decade's width. */
    private static double nearSevenTenths(Entrant entrant) {
        double off = Math.log10(entrant.maxLr() / SWEEP.maxLr()) - 0.26;
        double width = Math.log10(entrant.maxLr() / entrant.baseLr());
        return 0.7 - 0.1 * off * off - 0.05 * Math.abs(width - 1);
    }

    @Test
    void whereAllOthersFailedTheSweepsOwnRunsAlone() {
        Race last = START.after(accuracies(entrant -> 0.8))
                .after(trial -> trial.entrant().name().equals("sweep")
                        ? accuracies(entrant -> 0.8).apply(trial)
                        : Optional.empty());
        assertThat(last.running()).extracting(Entrant::name).containsExactly("sweep");
    }

    @Test
    void theRecommendationIsTheWinners() {
        Recommendation verified = over(accuracies(entrant -> entrant.name().equals("sweep/10") ? 0.9 : 0.8));

        assertThat(verified.verdict()).isEqualTo(Verdict.VERIFIED);
        assertThat(verified.provisional()).isFalse();
        assertThat(verified.maxLr()).isEqualTo(entrant("sweep/10").maxLr());
        assertThat(verified.baseLr()).isEqualTo(entrant("sweep/10").baseLr());
        assertThat(verified.cyclicLr().maxLr()).isEqualTo(verified.maxLr());
        assertThat(verified.diagnoses().getFirst()).startsWith("verified: ").contains("sweep/10");
        Verification verification = told(verified);
        assertThat(verification.winner()).isEqualTo("sweep/10");
        assertThat(verification.sweep().verdict()).isEqualTo(SWEEP.verdict());
        assertThat(verification.sweep().rates()).isEqualTo(SWEEP.rates());
        assertThat(verification.rungs())
                .extracting(Verification.Rung::trainings)
                .containsExactly(9, 5, 12);
        assertThat(verification.iterations())
                .isEqualTo(9 * 84 + 5 * 174 + 12 * 354)
                .isEqualTo(verification.iterationsAtMost());
        assertThat(verification.gain()).satisfies(gain -> {
            assertThat(gain.accuracy()).isCloseTo(0.1, within(1e-12));
            assertThat(gain.interval().low()).isPositive();
            assertThat(gain.level()).isCloseTo(1 - 0.05 / 3, within(1e-12));
        });
    }

    /** Student's t with two degrees of freedom at 5/6 %: 7.6488. */
    @Test
    void theIntervalOfTheGainIsOfPairs() {
        Recommendation verified = over(trial -> Optional.of(new Training(
                trial.repeat(),
                trial.seed(),
                trial.entrant().name().equals("wider")
                        ? 0.8 + 0.1 * trial.repeat()
                        : trial.entrant().name().equals("sweep") ? 0.7 + 0.09 * trial.repeat() : 0.5,
                false)));

        assertThat(told(verified).gain()).satisfies(gain -> {
            assertThat(gain.accuracy()).isCloseTo(0.11, within(1e-12));
            assertThat(gain.interval().high() - 0.11).isCloseTo(7.6488 * 0.01 / Math.sqrt(3), within(1e-5));
        });
    }

    @Test
    void ofEquallyGoodCyclesTheSweepsOwnWins() {
        Recommendation verified = over(accuracies(entrant -> 0.8));

        assertThat(told(verified).winner()).isEqualTo("sweep");
        assertThat(verified.verdict()).isEqualTo(Verdict.VERIFIED);
        assertThat(verified.rates()).isEqualTo(SWEEP.rates());
        assertThat(told(verified).gain()).isEqualTo(new Verification.Gain(0, null, null));
    }

    @Test
    void whereNothingWasLearnedTheSweepsWordStands() {
        Recommendation answer = over(accuracies(entrant -> 0.1));

        assertThat(answer.verdict()).isEqualTo(SWEEP.verdict());
        assertThat(answer.rates()).isEqualTo(SWEEP.rates());
        assertThat(told(answer).winner()).isNull();
        assertThat(answer.diagnoses().getLast()).startsWith("not_verified: no cycle came beyond a guess");
    }

    /** Scores of a regression are R², which is 0 for the best constant answer and may be far below. */
    @Test
    void aRegressionIsRacedByRSquared() {
        Race regression = Race.of(SWEEP, RacePlan.of(6000, 3).orElseThrow(), 1, 10_000);
        assertThat(regression.guess()).isZero();
        Recommendation better =
                over(regression, accuracies(entrant -> entrant.name().equals("wider") ? 0.4 : -1e6));
        assertThat(told(better).winner()).isEqualTo("wider");
        assertThat(better.diagnoses().getFirst()).contains("ended the most accurate, an R² of 0.4000");
        Recommendation constant = over(regression, accuracies(entrant -> 0));
        assertThat(constant.diagnoses().getLast()).contains("no cycle came beyond a guess", "an R² of 0");
    }

    @Test
    void aTrainingThatFailedSaysNothingAboutItsCycle() {
        Recommendation others = over(trial -> trial.entrant().name().equals("sweep/10")
                ? Optional.empty()
                : accuracies(entrant -> -entrant.maxLr() + 0.9).apply(trial));
        assertThat(told(others).rungs().get(1).of("sweep/10")).isEmpty();

        Recommendation own =
                over(trial -> trial.rung() == 2 && trial.entrant().name().equals("sweep")
                        ? Optional.empty()
                        : accuracies(entrant -> 0.8).apply(trial));
        assertThat(own.verdict()).isEqualTo(SWEEP.verdict());
        assertThat(own.diagnoses().getLast()).startsWith("not_verified: trainings with the sweep's own cycle failed");
    }

    @Test
    void numbersAndSeedsAreUsedOnce() {
        Race race = START;
        while (!race.isOver()) {
            race = race.after(accuracies(entrant -> 0.8));
        }
        assertThat(race.allTrials())
                .extracting(Trial::number)
                .doesNotHaveDuplicates()
                .hasSize(9 + 5 + 12);
        assertThat(race.allTrials()).extracting(Trial::seed).containsOnly(0, 1, 2, 3, 4);
        assertThat(race.allTrials())
                .filteredOn(trial -> trial.rung() == 2 && trial.repeat() == 1)
                .extracting(Trial::seed)
                .containsOnly(3);
    }

    @Test
    void whatIsKeptIsReadAgain() {
        Race race = START.after(accuracies(entrant -> 0.8));
        assertThat(Json.MAPPER.readValue(Json.MAPPER.writeValueAsString(race), Race.class))
                .isEqualTo(race);
        Recommendation verified = over(accuracies(entrant -> entrant.name().equals("wider") ? 0.9 : 0.8));
        assertThat(Json.MAPPER.readValue(Json.MAPPER.writeValueAsString(verified), Recommendation.class))
                .isEqualTo(verified);
    }

    private static Recommendation over(Function<Trial, Optional<Training>> result) {
        return over(START, result);
    }

    private static Recommendation over(Race start, Function<Trial, Optional<Training>> result) {
        Race race = start;
        while (!race.isOver()) {
            race = race.after(result);
        }
        return race.recommendation();
    }

    private static Function<Trial, Optional<Training>> accuracies(ToDoubleFunction<Entrant> accuracy) {
        return trial ->
                Optional.of(new Training(trial.repeat(), trial.seed(), accuracy.applyAsDouble(trial.entrant()), false));
    }

    private static Entrant entrant(String name) {
        return START.entrants().stream()
                .filter(entrant -> entrant.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Verification told(Recommendation recommendation) {
        return Optional.ofNullable(recommendation.verification()).orElseThrow();
    }
}
