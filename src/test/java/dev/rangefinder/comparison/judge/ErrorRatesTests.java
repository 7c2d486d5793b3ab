package dev.rangefinder.comparison.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.comparison.judge.Judgement.Verdict;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How often the judge is wrong, and how often it sees what is there, in 1000 comparisons each that are drawn: an
 * accuracy is .7, plus what its seed does to all entries (a standard deviation of .02), plus what is its own (.01),
 * rounded to its samples.
 */
class ErrorRatesTests {

    private static final int COMPARISONS = 1000;
    private static final double OWN = 0.01;

    /** What happens in exactly 5 % of comparisons happens more often than that in one of a thousand tests. */
    private static final int AT_FIVE_PERCENT = 72;

    private static EntryRuns entry(String name, double[] seeds, double gain, int samples, RandomGenerator random) {
        return JudgedEntries.entry(
                name,
                IntStream.range(0, seeds.length)
                        .mapToDouble(
                                i -> Math.rint((seeds[i] + gain + OWN * random.nextGaussian()) * samples) / samples)
                        .toArray());
    }

    private static Judgement drawn(
            int others, int repeats, double gain, int samples, Double margin, RandomGenerator random) {
        double[] seeds = random.doubles(repeats, 0, 1)
                .map(ignored -> 0.7 + 0.02 * random.nextGaussian())
                .toArray();
        List<EntryRuns> entries = Stream.concat(
                        Stream.of(entry("base", seeds, 0, samples, random)),
                        IntStream.range(0, others).mapToObj(i -> entry("other " + i, seeds, gain, samples, random)))
                .toList();
        return Judges.CURRENT.judge(entries, Terms.ofClasses("base", margin, samples, 10));
    }

    private static boolean tellsAnyApart(Judgement judgement) {
        return judgement.entries().stream()
                .filter(entry -> entry.difference() != null)
                .map(entry -> entry.difference().verdict())
                .anyMatch(verdict -> verdict == Verdict.BETTER || verdict == Verdict.WORSE);
    }

    @ParameterizedTest
    @CsvSource({"1, 2, 10000", "1, 3, 10000", "1, 5, 10000", "3, 5, 10000", "1, 2, 100", "1, 5, 100", "3, 3, 100"})
    void equalEntriesAreSeldomToldApart(int others, int repeats, int samples) {
        Random random = new Random(17L * others + repeats);
        long wrong = IntStream.range(0, COMPARISONS)
                .filter(i -> tellsAnyApart(drawn(others, repeats, 0, samples, 0.0, random)))
                .count();
        assertThat(wrong).isLessThanOrEqualTo(AT_FIVE_PERCENT);
    }

    /** As far from normal as accuracies come: at .83 or at .97, as likely as not, and nothing between. */
    @ParameterizedTest
    @CsvSource({"2, 4", "4, 4", "8, 4", "2, 8", "4, 8", "8, 8"})
    void equalEntriesWithTwoPeaksAreSeldomToldApartFromFourRepeatsOn(int others, int repeats) {
        Random random = new Random(17L * others + repeats);
        long wrong = IntStream.range(0, COMPARISONS)
                .filter(i -> tellsAnyApart(withTwoPeaks(1 + others, repeats, random)))
                .count();
        assertThat(wrong).isLessThanOrEqualTo(AT_FIVE_PERCENT);
    }

    private static Judgement withTwoPeaks(int entries, int repeats, RandomGenerator random) {
        List<EntryRuns> drawn = IntStream.range(0, entries)
                .mapToObj(i -> JudgedEntries.entry(
                        i == 0 ? "base" : "other " + i,
                        IntStream.range(0, repeats)
                                .mapToDouble(
                                        ignored -> (random.nextBoolean() ? 0.83 : 0.97) + 0.012 * random.nextGaussian())
                                .toArray()))
                .toList();
        return Judges.CURRENT.judge(drawn, Terms.ofClasses("base", 0.0, 10_000, 10));
    }

    @Test
    void aMarginTellsNoMoreEntriesApart() {
        Random random = new Random(34);
        for (int i = 0; i < COMPARISONS; i++) {
            long seed = random.nextLong();
            boolean withMargin = tellsAnyApart(drawn(1, 3, 0, 10_000, null, new Random(seed)));
            assertThat(withMargin && !tellsAnyApart(drawn(1, 3, 0, 10_000, 0.0, new Random(seed))))
                    .isFalse();
        }
    }

    /** Student's t of a table, two-sided at 5 %, for 2, 4 and 9 degrees of freedom. */
    @ParameterizedTest
    @CsvSource({"3, 4.302653", "5, 2.776445", "10, 2.262157"})
    void aSingleEntryIsSeenAsOftenAsByAPairedTTest(int repeats, double critical) {
        double twoErrors = 2 * OWN * Math.sqrt(2.0 / repeats);
        Random random = new Random(repeats);
        int seen = 0;
        int byTTest = 0;
        for (int i = 0; i < COMPARISONS; i++) {
            Judgement judgement = drawn(1, repeats, twoErrors, 1_000_000, 0.0, random);
            seen += judgement.entries().get(1).difference().verdict() == Verdict.BETTER ? 1 : 0;
            byTTest += t(judgement) > critical ? 1 : 0;
        }
        assertThat(seen).isEqualTo(byTTest);
        assertThat(seen).isGreaterThan(COMPARISONS / 5);
    }

    private static double t(Judgement judgement) {
        double[] differences = IntStream.range(0, judgement.entries().getFirst().repeats())
                .mapToDouble(i -> judgement.entries().get(1).seeds().get(i).finalAccuracy()
                        - judgement.entries().get(0).seeds().get(i).finalAccuracy())
                .toArray();
        double mean = IntStream.range(0, differences.length)
                .mapToDouble(i -> differences[i])
                .average()
                .orElseThrow();
        double variance = IntStream.range(0, differences.length)
                        .mapToDouble(i -> Math.pow(differences[i] - mean, 2))
                        .sum()
                / (differences.length - 1);
        return mean / Math.sqrt(variance / differences.length);
    }

    @Test
    void ofFurtherRepeatsThatAreAskedForMostDecide() {
        Random random = new Random(5);
        int asked = 0;
        int decided = 0;
        for (int i = 0; i < COMPARISONS; i++) {
            Integer further = drawn(1, 5, 0.01, 10_000, null, random)
                    .entries()
                    .get(1)
                    .difference()
                    .furtherRepeats();
            if (further != null && further <= 50) {
                asked++;
                Judgement again = drawn(1, 5 + further, 0.01, 10_000, null, random);
                decided += again.entries().get(1).difference().verdict() == Verdict.UNDECIDED ? 0 : 1;
            }
        }
        assertThat(asked).isGreaterThan(100);
        assertThat(decided).isGreaterThan(asked / 2);
    }
}
