package dev.rangefinder.comparison.judge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What entries are held against each other by, always on samples that they are not trained on. */
public enum Metric {
    ACCURACY(0.005) {
        @Override
        @Nullable
        Double of(Look look) {
            return look.accuracy();
        }

        @Override
        double ofGuess(Terms terms) {
            return terms.guessedAccuracy();
        }

        @Override
        double resolution(Terms terms) {
            return 1.0 / terms.samples();
        }

        @Override
        boolean isBetter(double one, double other) {
            return one > other;
        }
    },

    LOSS(0.01) {
        @Override
        @Nullable
        Double of(Look look) {
            return look.loss();
        }

        @Override
        double ofGuess(Terms terms) {
            return terms.guessedLoss();
        }

        @Override
        double resolution(Terms terms) {
            return 0;
        }

        @Override
        boolean isBetter(double one, double other) {
            return one < other;
        }
    };

    private final double usualMargin;

    Metric(double usualMargin) {
        this.usualMargin = usualMargin;
    }

    /** Half a point of accuracy, which the seeds of most published comparisons differ by; a hundredth of a nat. */
    double usualMargin() {
        return usualMargin;
    }

    /**
     * The entries without the runs that cannot be held against the others: of those that did not break down, the ones
     * that do not show at their end what most do, the accuracy where as many show that as the loss.
     */
    public static List<EntryRuns> measured(List<EntryRuns> entries) {
        Metric metric = showing(entries, LOSS) > showing(entries, ACCURACY) ? LOSS : ACCURACY;
        return entries.stream()
                .map(entry -> new EntryRuns(
                        entry.name(),
                        entry.repeats(),
                        entry.runs().stream().filter(metric::isKnownOf).toList()))
                .toList();
    }

    private static long showing(List<EntryRuns> entries, Metric metric) {
        return entries.stream()
                .flatMap(entry -> entry.runs().stream())
                .filter(metric::isKnownOf)
                .count();
    }

    private boolean isKnownOf(RunResult run) {
        return run.broken() || (!run.looks().isEmpty() && of(run.looks().getLast()) != null);
    }

    abstract @Nullable Double of(Look look);

    abstract double ofGuess(Terms terms);

    /** The smallest step between two values that can be measured. */
    abstract double resolution(Terms terms);

    abstract boolean isBetter(double one, double other);
}
