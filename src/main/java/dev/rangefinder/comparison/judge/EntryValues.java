package dev.rangefinder.comparison.judge;

import dev.rangefinder.comparison.judge.Judgement.Seed;
import dev.rangefinder.comparison.judge.Judgement.Summary;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What was measured of one entry. */
record EntryValues(EntryRuns entry, Terms terms) {

    List<Seed> seeds() {
        return entry.runs().stream()
                .map(run -> new Seed(
                        run.repeat(),
                        run.seed(),
                        run.diverged(),
                        atTheEnd(run, Metric.ACCURACY),
                        best(run, Metric.ACCURACY),
                        atTheEnd(run, Metric.LOSS),
                        best(run, Metric.LOSS),
                        run.flatness()))
                .toList();
    }

    /** The last value; of a run that broke down, that of a guess. Null where it was never measured. */
    @Nullable
    Double atTheEnd(RunResult run, Metric metric) {
        if (run.broken()) {
            return metric.ofGuess(terms);
        }
        return run.looks().isEmpty() ? null : finite(run.looks().getLast(), metric);
    }

    private @Nullable Double best(RunResult run, Metric metric) {
        @Nullable Double best = run.broken() ? (Double) metric.ofGuess(terms) : null;
        for (Look look : run.looks()) {
            Double value = finite(look, metric);
            if (value != null && (best == null || metric.isBetter(value, best))) {
                best = value;
            }
        }
        return best;
    }

    /** A loss on samples can overflow while the losses of the batches do not. */
    private @Nullable Double finite(Look look, Metric metric) {
        Double value = metric.of(look);
        return value == null || Double.isFinite(value) ? value : (Double) metric.ofGuess(terms);
    }

    boolean has(Metric metric) {
        return entry.runs().stream().allMatch(run -> atTheEnd(run, metric) != null);
    }

    /** Of the last values, by repeat. */
    Map<Integer, Double> finals(Metric metric) {
        Map<Integer, Double> finals = new TreeMap<>();
        entry.runs().forEach(run -> finals.put(run.repeat(), Objects.requireNonNull(atTheEnd(run, metric))));
        return finals;
    }

    /** The iterations after which the mean over the runs is first as good as the target. */
    OptionalLong iterationsUntil(double target, Metric metric) {
        return meanCurve(metric).entrySet().stream()
                .filter(point -> !metric.isBetter(target, point.getValue()))
                .mapToLong(Map.Entry::getKey)
                .findFirst();
    }

    /** The mean over the runs wherever all have a value: one that broke down guesses from then on. */
    private SortedMap<Long, Double> meanCurve(Metric metric) {
        List<Map<Long, Double>> curves =
                entry.runs().stream().map(run -> values(run, metric)).toList();
        TreeSet<Long> iterations = curves.stream()
                .flatMap(curve -> curve.keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        SortedMap<Long, Double> mean = new TreeMap<>();
        for (long at : iterations) {
            double sum = 0;
            int known = 0;
            for (int i = 0; i < curves.size(); i++) {
                RunResult run = entry.runs().get(i);
                Double value = curves.get(i).get(at);
                if (value == null && run.broken() && isPast(run, at)) {
                    value = metric.ofGuess(terms);
                }
                if (value != null) {
                    sum += value;
                    known++;
                }
            }
            if (known == curves.size()) {
                mean.put(at, sum / known);
            }
        }
        return mean;
    }

    private static boolean isPast(RunResult run, long iterations) {
        return run.looks().isEmpty() || run.looks().getLast().iterations() < iterations;
    }

    private Map<Long, Double> values(RunResult run, Metric metric) {
        Map<Long, Double> values = new TreeMap<>();
        for (Look look : run.looks()) {
            Double value = finite(look, metric);
            if (value != null) {
                values.put(look.iterations(), value);
            }
        }
        return values;
    }

    static @Nullable Summary summary(List<Seed> seeds, Function<Seed, @Nullable Double> value) {
        return summary(seeds.stream()
                .map(value)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList());
    }

    static @Nullable Summary summary(Collection<Double> values) {
        if (values.isEmpty()) {
            return null;
        }
        double mean = mean(values).orElseThrow();
        double squares =
                values.stream().mapToDouble(one -> (one - mean) * (one - mean)).sum();
        return new Summary(mean, values.size() < 2 ? null : (Double) Math.sqrt(squares / (values.size() - 1)));
    }

    static OptionalDouble mean(Iterable<Double> values) {
        double sum = 0;
        int count = 0;
        for (double value : values) {
            sum += value;
            count++;
        }
        return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
    }
}
