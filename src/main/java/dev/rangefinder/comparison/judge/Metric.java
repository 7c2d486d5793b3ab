package dev.rangefinder.comparison.judge;

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

    abstract @Nullable Double of(Look look);

    abstract double ofGuess(Terms terms);

    /** The smallest step between two values that can be measured. */
    abstract double resolution(Terms terms);

    abstract boolean isBetter(double one, double other);
}
