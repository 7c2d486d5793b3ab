package dev.rangefinder.comparison.judge;

import static dev.rangefinder.comparison.judge.JudgedEntries.judge;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.comparison.judge.EntryFlatness.Difference;
import dev.rangefinder.comparison.judge.EntryFlatness.Measure;
import dev.rangefinder.comparison.judge.EntryFlatness.Verdict;
import dev.rangefinder.run.spec.Flatness;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EntryFlatnessTests {

    /** Runs with so much sharpness each, and four times that as adaptive sharpness; NaN for one that diverged. */
    private static EntryRuns entry(String name, double... sharpness) {
        return new EntryRuns(
                name,
                sharpness.length,
                IntStream.range(0, sharpness.length)
                        .mapToObj(repeat -> run(repeat, sharpness[repeat]))
                        .toList());
    }

    private static RunResult run(int repeat, double sharpness) {
        Look look = new Look(100, 0.5, 0.8 + repeat / 100.0);
        Flatness flatness = new Flatness(1000, 0.2, sharpness, 4 * sharpness, null, 0.0, null);
        return new RunResult(repeat, 7 + repeat, Double.isNaN(sharpness), false, List.of(look), flatness);
    }

    private static EntryFlatness flatness(Judgement judgement, int entry) {
        return judgement.entries().get(entry).flatness();
    }

    /** The differences are -.05, -.04, -.05, as in the test of accuracies. */
    @Test
    void anEntryIsHeldAgainstTheBaselineSeedBySeed() {
        Judgement judgement = judge(0, entry("a", .85, .74, .86), entry("b", .80, .70, .81));
        Measure sharpness = flatness(judgement, 1).sharpness();
        assertThat(sharpness.mean()).isCloseTo(0.77, within(1e-12));
        assertThat(sharpness.spread()).isCloseTo(Math.sqrt(0.0037), within(1e-12));
        Difference difference = sharpness.difference();
        assertThat(difference.verdict()).isEqualTo(Verdict.FLATTER);
        assertThat(difference.mean()).isCloseTo(-0.14 / 3, within(1e-12));
        assertThat(difference.pairs()).isEqualTo(3);
        assertThat(difference.p()).isCloseTo(0.0050634, within(1e-6));
        assertThat(difference.interval().low()).isCloseTo(-0.0466667 - 0.0143422, within(1e-6));
        assertThat(difference.interval().high()).isCloseTo(-0.0466667 + 0.0143422, within(1e-6));
        assertThat(difference.level()).isEqualTo(0.95);
        assertThat(flatness(judgement, 0).sharpness().difference()).isNull();
        assertThat(flatness(judgement, 1).adaptiveSharpness().difference().mean())
                .isCloseTo(-0.56 / 3, within(1e-12));
        assertThat(flatness(judgement, 1).noiseRise()).as("it was not finite").isNull();
        assertThat(flatness(judgement, 1).largestEigenvalue().difference().verdict())
                .as("no difference at all")
                .isEqualTo(Verdict.UNDECIDED);
        assertThat(judgement.entries().get(1).seeds().get(2).flatness().sharpness())
                .isEqualTo(.81);
    }

    @Test
    void theOtherWayRoundItIsSharper() {
        Judgement judgement = judge(0, entry("b", .80, .70, .81), entry("a", .85, .74, .86));
        assertThat(flatness(judgement, 1).sharpness().difference().verdict()).isEqualTo(Verdict.SHARPER);
    }

    @Test
    void aRunThatDivergedHasNoFlatness() {
        Judgement judgement = judge(0, entry("a", .85, .74, .86), entry("b", .80, Double.NaN, .81));
        EntryFlatness flatness = flatness(judgement, 1);
        assertThat(flatness.runs()).isEqualTo(2);
        assertThat(flatness.sharpness().mean()).isCloseTo(.805, within(1e-12));
        assertThat(flatness.sharpness().difference().pairs()).isEqualTo(2);
        assertThat(judgement.entries().get(1).diverged()).isEqualTo(1);
        assertThat(judgement.entries().get(1).seeds().get(1).flatness()).isNull();

        Judgement all = judge(0, entry("a", .85, .74, .86), entry("b", Double.NaN, Double.NaN, Double.NaN));
        assertThat(flatness(all, 1)).as("nothing, rather than 0").isNull();
        Judgement baseline = judge(0, entry("a", Double.NaN, Double.NaN, Double.NaN), entry("b", .1, .2, .3));
        assertThat(flatness(baseline, 1).sharpness().difference()).isNull();
    }

    @Test
    void aSingleRunHasNoSpreadAndNoVerdict() {
        Judgement judgement = judge(0, entry("a", .85), entry("b", .80));
        assertThat(flatness(judgement, 0).sharpness().spread()).isNull();
        assertThat(flatness(judgement, 1).sharpness().difference().verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(flatness(judgement, 1).sharpness().difference().interval()).isNull();
    }

    /** As for accuracies: p is .0051 for b and .0339 for c, which is too much beside a third that tells nothing apart. */
    @Test
    void severalEntriesShareTheErrorRate() {
        Judgement judgement = judge(
                0,
                entry("base", .80, .70, .81),
                entry("b", .85, .74, .86),
                entry("c", .85, .73, .87),
                entry("d", .82, .69, .80));
        assertThat(flatness(judgement, 1).sharpness().difference().verdict()).isEqualTo(Verdict.SHARPER);
        assertThat(flatness(judgement, 2).sharpness().difference().verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(flatness(judgement, 2).sharpness().difference().level()).isEqualTo(0.975);
    }

    @Test
    void whereItWasNotAskedForNothingIsSaid() {
        Judgement judgement = judge(0, JudgedEntries.entry("a", .8, .7), JudgedEntries.entry("b", .8, .7));
        assertThat(flatness(judgement, 0)).isNull();
    }
}
