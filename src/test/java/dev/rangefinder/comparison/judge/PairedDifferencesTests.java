package dev.rangefinder.comparison.judge;

import static dev.rangefinder.comparison.judge.JudgedEntries.broken;
import static dev.rangefinder.comparison.judge.JudgedEntries.entry;
import static dev.rangefinder.comparison.judge.JudgedEntries.judge;
import static dev.rangefinder.comparison.judge.JudgedEntries.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.comparison.judge.Judgement.Difference;
import dev.rangefinder.comparison.judge.Judgement.Entry;
import dev.rangefinder.comparison.judge.Judgement.Range;
import dev.rangefinder.comparison.judge.Judgement.Verdict;
import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.Observation;
import dev.rangefinder.curve.Observation.Validation;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PairedDifferencesTests {

    private static Entry second(Judgement judgement) {
        return judgement.entries().get(1);
    }

    private static Difference difference(Judgement judgement, int entry) {
        return judgement.entries().get(entry).difference();
    }

    /** By hand: the differences are .05, .04, .05; their mean over its error is 14; t(2) at 0.975 is 4.302653. */
    @Test
    void aPairIsJudgedByTheDifferencesWithinItsSeeds() {
        Difference difference = difference(judge(0, entry("a", .80, .70, .81), entry("b", .85, .74, .86)), 1);
        assertThat(difference.mean()).isCloseTo(0.14 / 3, within(1e-12));
        assertThat(difference.pairs()).isEqualTo(3);
        assertThat(difference.p()).isCloseTo(0.0050634, within(1e-6));
        assertThat(difference.interval().low()).isCloseTo(0.0466667 - 0.0143422, within(1e-6));
        assertThat(difference.interval().high()).isCloseTo(0.0466667 + 0.0143422, within(1e-6));
        assertThat(difference.level()).isEqualTo(0.95);
        assertThat(difference.verdict()).isEqualTo(Verdict.BETTER);
        assertThat(difference.furtherRepeats()).isNull();
    }

    @Test
    void theOtherWayRoundItIsWorse() {
        assertThat(difference(judge(0, entry("b", .85, .74, .86), entry("a", .80, .70, .81)), 1)
                        .verdict())
                .isEqualTo(Verdict.WORSE);
    }

    @Test
    void withoutAccuraciesALowerLossIsBetter() {
        EntryRuns high =
                new EntryRuns("high", 2, List.of(run(0, new Look(10, 2.0, null)), run(1, new Look(10, 2.1, null))));
        EntryRuns low =
                new EntryRuns("low", 2, List.of(run(0, new Look(10, 1.0, null)), run(1, new Look(10, 1.11, null))));
        Judgement judgement = judge(0, high, low);
        assertThat(judgement.metric()).isEqualTo(Metric.LOSS);
        assertThat(difference(judgement, 1).verdict()).isEqualTo(Verdict.BETTER);
        assertThat(second(judgement).finalAccuracy()).isNull();
    }

    /**
     * p is .0051 for b and .0339 for c: alone each would be below .05, of two the second must be below .05, of three
     * below .025.
     */
    @Test
    void severalEntriesShareTheErrorRate() {
        EntryRuns base = entry("base", .80, .70, .81);
        EntryRuns b = entry("b", .85, .74, .86);
        EntryRuns c = entry("c", .85, .73, .87);
        EntryRuns d = entry("d", .82, .69, .80);
        Judgement two = judge(0, base, b, c);
        assertThat(difference(two, 1).level()).isEqualTo(0.975);
        assertThat(difference(two, 2).level()).isEqualTo(0.95);
        assertThat(List.of(difference(two, 1).verdict(), difference(two, 2).verdict()))
                .containsExactly(Verdict.BETTER, Verdict.BETTER);

        Judgement three = judge(0, base, b, c, d);
        assertThat(difference(three, 1).verdict()).isEqualTo(Verdict.BETTER);
        assertThat(difference(three, 2).verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(difference(three, 2).level()).isEqualTo(0.975);
        assertThat(difference(three, 3).level())
                .as("the test stops with the first")
                .isEqualTo(0.975);
    }

    @Test
    void anIntervalHoldsZeroJustWhereTheTestDoesNotTellTheEntryFromTheBaseline() {
        Judgement judgement = judge(
                0,
                entry("base", .80, .70, .81, .79),
                entry("b", .85, .74, .86, .84),
                entry("c", .82, .73, .82, .79),
                entry("d", .81, .69, .82, .80));
        for (Entry entry : judgement.entries().subList(1, 4)) {
            Range interval = entry.difference().interval();
            assertThat(interval.low() <= 0 && interval.high() >= 0)
                    .as(entry.name())
                    .isEqualTo(entry.difference().verdict() == Verdict.UNDECIDED);
        }
    }

    @Test
    void aDifferenceWithinTheMarginIsNoneHoweverSureItIs() {
        EntryRuns base = entry("base", .8000, .7000, .8100, .7900);
        EntryRuns near = entry("near", .8011, .7010, .8111, .7910);
        assertThat(difference(judge(0, base, near), 1).verdict()).isEqualTo(Verdict.BETTER);
        assertThat(difference(judge(0.005, base, near), 1).verdict()).isEqualTo(Verdict.NO_DIFFERENCE);
        Judgement usual = Judges.CURRENT.judge(List.of(base, near), Terms.ofClasses("base", null, 10_000, 10));
        assertThat(usual.margin()).isEqualTo(0.005);
        assertThat(difference(usual, 1).verdict()).isEqualTo(Verdict.NO_DIFFERENCE);
    }

    /**
     * Differences .03, -.01, .02: their mean is .0133 and their spread .0208; t(10) at .975 is 2.2281, t(11) is 2.2010.
     */
    @Test
    void whatIsUndecidedSaysHowManyMoreRepeatsWouldDecide() {
        Difference difference = difference(judge(0, entry("a", .80, .80, .80), entry("b", .83, .79, .82)), 1);
        assertThat(difference.verdict()).isEqualTo(Verdict.UNDECIDED);
        double spread = Math.sqrt(0.00043333);
        assertThat(2.2010 * spread / Math.sqrt(12)).isLessThan(0.04 / 3);
        assertThat(2.2281 * spread / Math.sqrt(11)).isGreaterThan(0.04 / 3);
        assertThat(difference.furtherRepeats()).isEqualTo(9);
    }

    @Test
    void whatNoNumberOfRepeatsWouldDecidePromisesNone() {
        Difference difference = difference(judge(0, entry("a", .80, .82), entry("b", .82, .80)), 1);
        assertThat(difference.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(difference.furtherRepeats()).isNull();
    }

    @Test
    void aSinglePairDecidesNothing() {
        Judgement judgement = judge(0, entry("a", .1), entry("b", .9));
        assertThat(difference(judgement, 1).verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(difference(judgement, 1).interval()).isNull();
        assertThat(second(judgement).finalAccuracy().spread()).isNull();
        assertThat(judgement.diagnoses()).singleElement().asString().contains("single repeat");
    }

    /** Two differences of .02 look as if there were no spread; but each is known to a fiftieth only. */
    @Test
    void fewSamplesKeepEqualDifferencesFromLookingCertain() {
        EntryRuns base = entry("base", .50, .60);
        EntryRuns other = entry("other", .52, .62);
        assertThat(Judges.CURRENT
                        .judge(List.of(base, other), Terms.ofClasses("base", 0.0, 50, 10))
                        .entries()
                        .get(1)
                        .difference()
                        .verdict())
                .isEqualTo(Verdict.UNDECIDED);
        assertThat(difference(judge(0, base, other), 1).verdict()).isEqualTo(Verdict.BETTER);
    }

    @Test
    void aRunThatBrokeDownIsAResultItGuesses() {
        EntryRuns wild = new EntryRuns(
                "wild", 2, List.of(broken(0, new Look(50, 1.0, .6)), broken(1, new Look(50, Double.NaN, .1))));
        Entry entry = second(judge(0, entry("calm", .80, .81), wild));
        assertThat(entry.diverged()).isEqualTo(2);
        assertThat(entry.finalAccuracy().mean()).isCloseTo(0.1, within(1e-12));
        assertThat(entry.finalLoss().mean()).isCloseTo(Math.log(10), within(1e-12));
        assertThat(entry.seeds().getFirst().bestAccuracy()).isEqualTo(.6);
        assertThat(entry.difference().verdict()).isEqualTo(Verdict.WORSE);
        assertThat(entry.iterationsToBaseline()).isNull();
    }

    @Test
    void aRunThatFailedIsMissingAndSoIsItsPair() {
        EntryRuns lame = new EntryRuns("lame", 3, entry("lame", .9, .8).runs());
        Judgement judgement = judge(0, entry("base", .5, .4, .3), lame);
        assertThat(difference(judgement, 1).pairs()).isEqualTo(2);
        assertThat(judgement.diagnoses()).singleElement().asString().startsWith("lame: 1 of 3 runs failed");
        Judgement none = judge(0, entry("base", .5, .4), new EntryRuns("gone", 2, List.of()));
        assertThat(difference(none, 1)).isNull();
    }

    @Test
    void theSpeedUpIsWhatTheBaselineTookOverWhatTheEntryTook() {
        EntryRuns slow = new EntryRuns(
                "slow",
                2,
                List.of(
                        run(0, new Look(100, 1.0, .5), new Look(200, 1.0, .6), new Look(400, 1.0, .8)),
                        run(1, new Look(100, 1.0, .5), new Look(200, 1.0, .6), new Look(400, 1.0, .7))));
        EntryRuns fast = new EntryRuns(
                "fast",
                2,
                List.of(
                        run(0, new Look(100, 1.0, .9), new Look(200, 1.0, .7), new Look(400, 1.0, .8)),
                        broken(1, new Look(100, 1.0, .6))));
        Judgement judgement = judge(0, slow, fast);
        assertThat(judgement.entries().getFirst().iterationsToBaseline()).isEqualTo(400);
        assertThat(judgement.entries().getFirst().speedUp()).isEqualTo(1.0);
        assertThat(second(judgement).iterationsToBaseline()).isEqualTo(100);
        assertThat(second(judgement).speedUp()).isEqualTo(4.0);
    }

    @Test
    void bestAndLastAreReadFromTheLooks() {
        EntryRuns up = new EntryRuns("up", 1, List.of(run(0, new Look(10, 0.5, .8), new Look(20, 0.9, .7))));
        Entry entry = judge(0, up, entry("other", .7)).entries().getFirst();
        assertThat(entry.finalAccuracy().mean()).isEqualTo(.7);
        assertThat(entry.bestAccuracy().mean()).isEqualTo(.8);
        assertThat(entry.finalLoss().mean()).isEqualTo(0.9);
        assertThat(entry.bestLoss().mean()).isEqualTo(0.5);
    }

    @Test
    void aCurveTellsWhetherItLeftForGood() {
        assertThat(RunResult.of(0, 1, curve(i -> 2 - i / 100.0), null).diverged())
                .isFalse();
        RunResult away = RunResult.of(0, 1, curve(i -> i < 50 ? 2 - i / 100.0 : 2 + i), null);
        assertThat(away.diverged()).isTrue();
        assertThat(away.broken()).isFalse();
        RunResult broken = RunResult.of(0, 1, curve(i -> i < 99 ? 2 : Double.NaN), null);
        assertThat(broken.diverged()).isTrue();
        assertThat(broken.broken()).isTrue();
        assertThat(RunResult.of(3, 1, curve(i -> 1.0), null).looks()).containsExactly(new Look(100, 0.3, 0.9));
    }

    private static Curve curve(LongToDoubleFunction loss) {
        return new Curve(LongStream.range(0, 100)
                .mapToObj(i ->
                        new Observation(i, 0.1, loss.applyAsDouble(i), null, i == 99 ? new Validation(0.3, 0.9) : null))
                .toList());
    }
}
