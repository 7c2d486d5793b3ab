package dev.rangefinder.comparison.judge;

import dev.rangefinder.comparison.judge.Judgement.Range;
import dev.rangefinder.comparison.judge.Judgement.Summary;
import dev.rangefinder.run.spec.Flatness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How flat the minima are that the runs of an entry came to.
 *
 * @param runs of which it was measured: those that diverged came to no minimum
 */
public record EntryFlatness(
        int runs,
        @Nullable Measure sharpness,
        @Nullable Measure adaptiveSharpness,
        @Nullable Measure noiseRise,
        @Nullable Measure largestEigenvalue) {

    /**
     * One way to measure it: what is lower is flatter.
     *
     * @param spread standard deviation; absent for a single run
     * @param difference to the baseline; absent for the baseline itself, and where no run can be paired
     */
    public record Measure(
            double mean, @Nullable Double spread, @Nullable Difference difference) {}

    /**
     * An entry's value less the baseline's with the same seed.
     *
     * @param interval of the mean, at the level; absent for a single pair
     * @param level the interval holds the true difference so often
     * @param p two-sided, of a paired t-test, not corrected for several entries
     */
    public record Difference(
            Verdict verdict,
            double mean,
            int pairs,
            @Nullable Range interval,
            double level,
            @Nullable Double p) {

        private static Difference of(HolmTest test) {
            Pairs pairs = test.pairs();
            if (pairs.isSingle()) {
                return new Difference(Verdict.UNDECIDED, pairs.mean(), 1, null, 1 - test.error(), null);
            }
            Verdict verdict =
                    !test.tellsApart() ? Verdict.UNDECIDED : pairs.mean() < 0 ? Verdict.FLATTER : Verdict.SHARPER;
            return new Difference(
                    verdict, pairs.mean(), pairs.count(), pairs.interval(test.error()), 1 - test.error(), pairs.p());
        }
    }

    /** How an entry's minima stand to those of the baseline. */
    public enum Verdict {
        FLATTER,
        SHARPER,
        UNDECIDED
    }

    /** By the names of the entries; those of which nothing was measured are missing. */
    static Map<String, EntryFlatness> of(List<EntryRuns> entries, String baseline, double errorRate) {
        Map<String, Measure> sharpness = measured(entries, baseline, errorRate, Flatness::sharpness);
        Map<String, Measure> adaptive = measured(entries, baseline, errorRate, Flatness::adaptiveSharpness);
        Map<String, Measure> noise = measured(entries, baseline, errorRate, Flatness::noiseRise);
        Map<String, Measure> eigenvalue = measured(entries, baseline, errorRate, Flatness::largestEigenvalue);
        Map<String, EntryFlatness> flatness = new HashMap<>();
        for (EntryRuns entry : entries) {
            int runs = (int) entry.runs().stream()
                    .map(RunResult::flatness)
                    .filter(measured -> measured != null && measured.loss() != null)
                    .count();
            if (runs > 0) {
                String name = entry.name();
                flatness.put(
                        name,
                        new EntryFlatness(
                                runs, sharpness.get(name), adaptive.get(name), noise.get(name), eigenvalue.get(name)));
            }
        }
        return flatness;
    }

    /** Each measure is tested for itself: that one of four entries is told apart by chance stays as rare for each. */
    private static Map<String, Measure> measured(
            List<EntryRuns> entries, String baseline, double errorRate, Function<Flatness, @Nullable Double> value) {
        Map<String, Map<Integer, Double>> values = new LinkedHashMap<>();
        entries.forEach(entry -> values.put(entry.name(), byRepeat(entry, value)));
        Map<Integer, Double> ofBaseline = Objects.requireNonNull(values.get(baseline));
        List<Pairs> pairs = new ArrayList<>();
        values.forEach((name, ofEntry) -> {
            if (!name.equals(baseline)) {
                Pairs.between(name, ofEntry, ofBaseline, 0).ifPresent(pairs::add);
            }
        });
        Map<String, Difference> differences = new HashMap<>();
        HolmTest.of(pairs, errorRate)
                .forEach(test -> differences.put(test.pairs().entry(), Difference.of(test)));
        Map<String, Measure> measures = new HashMap<>();
        values.forEach((name, ofEntry) -> {
            @Nullable Summary summary = EntryValues.summary(ofEntry.values());
            if (summary != null) {
                measures.put(name, new Measure(summary.mean(), summary.spread(), differences.get(name)));
            }
        });
        return measures;
    }

    private static Map<Integer, Double> byRepeat(EntryRuns entry, Function<Flatness, @Nullable Double> value) {
        Map<Integer, Double> values = new TreeMap<>();
        for (RunResult run : entry.runs()) {
            @Nullable Flatness flatness = run.flatness();
            @Nullable Double measured = flatness == null ? null : value.apply(flatness);
            if (measured != null) {
                values.put(run.repeat(), measured);
            }
        }
        return values;
    }
}
