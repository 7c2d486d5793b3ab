package dev.rangefinder.comparison.judge;

import dev.rangefinder.comparison.judge.Judgement.Difference;
import dev.rangefinder.comparison.judge.Judgement.Entry;
import dev.rangefinder.comparison.judge.Judgement.Range;
import dev.rangefinder.comparison.judge.Judgement.Seed;
import dev.rangefinder.comparison.judge.Judgement.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Student's t on the differences between runs that share a seed, which takes away what the seed does to both, with
 * Holm's correction ({@link HolmTest}). So the chance that any entry is called better or worse when none is stays below the error rate, whatever the
 * entries have in common.
 *
 * <p>The interval of an entry is at the level of its own test, so that it holds zero if, and only if, the test does not
 * tell the entry from the baseline. It is no set of simultaneous intervals.
 */
final class PairedDifferences implements Judge {

    private static final double ERROR_RATE = 0.05;

    @Override
    public String id() {
        return "2026.1";
    }

    @Override
    public Judgement judge(List<EntryRuns> entries, Terms terms) {
        List<EntryValues> values =
                entries.stream().map(entry -> new EntryValues(entry, terms)).toList();
        Metric metric = values.stream().allMatch(entry -> entry.has(Metric.ACCURACY)) ? Metric.ACCURACY : Metric.LOSS;
        double margin = terms.margin() == null ? metric.usualMargin() : terms.margin();
        EntryValues baseline = values.stream()
                .filter(entry -> entry.entry().name().equals(terms.baseline()))
                .findFirst()
                .orElseThrow();
        Map<String, Difference> differences = differences(values, baseline, metric, margin);
        Map<String, EntryFlatness> flatness = EntryFlatness.of(entries, terms.baseline(), ERROR_RATE);
        OptionalDouble target = EntryValues.mean(baseline.finals(metric).values());
        OptionalLong taken = until(baseline, target, metric);
        return new Judgement(
                metric,
                terms.baseline(),
                margin,
                ERROR_RATE,
                values.stream()
                        .map(entry -> entry(entry, until(entry, target, metric), taken, differences, flatness))
                        .toList(),
                diagnoses(entries),
                id());
    }

    private static OptionalLong until(EntryValues entry, OptionalDouble target, Metric metric) {
        return target.isEmpty() ? OptionalLong.empty() : entry.iterationsUntil(target.getAsDouble(), metric);
    }

    private static Entry entry(
            EntryValues values,
            OptionalLong reached,
            OptionalLong baseline,
            Map<String, Difference> differences,
            Map<String, EntryFlatness> flatness) {
        List<Seed> seeds = values.seeds();
        String name = values.entry().name();
        return new Entry(
                name,
                seeds.size(),
                (int) seeds.stream().filter(Seed::diverged).count(),
                EntryValues.summary(seeds, Seed::finalAccuracy),
                EntryValues.summary(seeds, Seed::bestAccuracy),
                EntryValues.summary(seeds, Seed::finalLoss),
                EntryValues.summary(seeds, Seed::bestLoss),
                reached.isPresent() ? (Long) reached.getAsLong() : null,
                reached.isPresent() && baseline.isPresent()
                        ? (Double) ((double) baseline.getAsLong() / reached.getAsLong())
                        : null,
                differences.get(name),
                flatness.get(name),
                seeds);
    }

    private static Map<String, Difference> differences(
            List<EntryValues> values, EntryValues baseline, Metric metric, double margin) {
        List<Pairs> pairs = new ArrayList<>();
        for (EntryValues entry : values) {
            if (!entry.equals(baseline)) {
                Pairs.between(
                                entry.entry().name(),
                                entry.finals(metric),
                                baseline.finals(metric),
                                metric.resolution(baseline.terms()))
                        .ifPresent(pairs::add);
            }
        }
        Map<String, Difference> differences = new HashMap<>();
        for (HolmTest test : HolmTest.of(pairs, ERROR_RATE)) {
            differences.put(
                    test.pairs().entry(), difference(test.pairs(), test.error(), test.tellsApart(), metric, margin));
        }
        return differences;
    }

    private static Difference difference(Pairs test, double error, boolean toldApart, Metric metric, double margin) {
        if (test.isSingle()) {
            return new Difference(Verdict.UNDECIDED, test.mean(), 1, null, 1 - error, null, null);
        }
        Range interval = test.interval(error);
        Verdict verdict = verdict(test, interval, toldApart, metric, margin);
        OptionalInt further = verdict == Verdict.UNDECIDED ? test.furtherRepeats(error, margin) : OptionalInt.empty();
        return new Difference(
                verdict,
                test.mean(),
                test.count(),
                interval,
                1 - error,
                test.p(),
                further.isPresent() ? (Integer) further.getAsInt() : null);
    }

    /** A difference that was said not to matter is none, even where it is sure to be there. */
    private static Verdict verdict(Pairs test, Range interval, boolean toldApart, Metric metric, double margin) {
        if (interval.low() >= -margin && interval.high() <= margin) {
            return Verdict.NO_DIFFERENCE;
        } else if (!toldApart) {
            return Verdict.UNDECIDED;
        }
        return metric.isBetter(test.mean(), 0) ? Verdict.BETTER : Verdict.WORSE;
    }

    private static List<String> diagnoses(List<EntryRuns> entries) {
        List<String> diagnoses = new ArrayList<>();
        for (EntryRuns entry : entries) {
            int missing = entry.repeats() - entry.runs().size();
            if (missing > 0) {
                diagnoses.add("%s: %d of %d runs failed, which says nothing about its schedule; the others are judged."
                        .formatted(entry.name(), missing, entry.repeats()));
            }
        }
        if (entries.stream().anyMatch(entry -> entry.repeats() == 1)) {
            diagnoses.add(
                    "A single repeat says nothing about the spread between seeds: no verdict can be drawn from it.");
        }
        return diagnoses;
    }
}
