package dev.rangefinder.recommendation;

import dev.rangefinder.shared.Check;
import org.jspecify.annotations.Nullable;

/**
 * The bounds of a cycle and a single rate, each with the interval that it lies in.
 *
 * @param lr a single rate, for a training that keeps to one
 * @param intervalLevel how often an interval is to hold what many more repeats would give
 */
public record LearningRates(
        double baseLr,
        Interval baseLrInterval,
        double maxLr,
        Interval maxLrInterval,
        @Nullable Double lr,
        @Nullable Interval lrInterval,
        @Nullable Double intervalLevel) {

    public LearningRates {
        Check.fields()
                .positive("base_lr", baseLr)
                .positive("max_lr", maxLr)
                .that(!(baseLr >= maxLr), "base_lr", baseLr, "a rate below max_lr (%s)".formatted(maxLr))
                .that(baseLrInterval.contains(baseLr), "base_lr_interval", baseLrInterval, "to contain base_lr")
                .that(maxLrInterval.contains(maxLr), "max_lr_interval", maxLrInterval, "to contain max_lr")
                .orThrow();
    }

    /**
     * A cycle, and the geometric mean of its bounds: a cycle spends as long above it as below, on the scale on which
     * rates count.
     */
    public static LearningRates of(
            double baseLr,
            Interval baseLrInterval,
            double maxLr,
            Interval maxLrInterval,
            Interval lrInterval,
            double intervalLevel) {
        return new LearningRates(
                baseLr,
                baseLrInterval,
                maxLr,
                maxLrInterval,
                Math.sqrt(baseLr) * Math.sqrt(maxLr),
                lrInterval,
                intervalLevel);
    }
}
