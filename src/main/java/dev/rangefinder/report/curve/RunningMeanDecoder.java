package dev.rangefinder.report.curve;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Computes the losses of the iterations back from a running mean of them: rules that look for where a loss turns would
 * be late by as many iterations as the mean covers.
 *
 * <p>A loss needs the mean before it; after a gap it cannot be told, and the next one can. Rounding costs an even mean
 * of n losses a factor of n, which leaves nine digits after a million.
 */
final class RunningMeanDecoder {

    /** How many numbers {@link #memory()} has. */
    static final int MEMORY = 4;

    private final @Nullable Double smoothing;
    private double mean;
    private long count;
    private long next;
    private boolean isAfterGap;

    RunningMeanDecoder(@Nullable Double smoothing) {
        this.smoothing = smoothing;
    }

    /** One that goes on where another was. */
    RunningMeanDecoder(@Nullable Double smoothing, double[] memory) {
        this.smoothing = smoothing;
        mean = memory[0];
        count = (long) memory[1];
        next = (long) memory[2];
        isAfterGap = memory[3] != 0;
    }

    double[] memory() {
        return new double[] {mean, count, next, isAfterGap ? 1 : 0};
    }

    /** An iteration that is no part of the mean. */
    void skip(long iteration) {
        passGap(iteration);
    }

    /** The loss of an iteration, by the mean that was reported with it; empty where that cannot be told. */
    OptionalDouble loss(long iteration, double reported) {
        passGap(iteration);
        double before = mean;
        long losses = count;
        boolean isUnknown = isAfterGap;
        mean = reported;
        count++;
        isAfterGap = false;
        if (isUnknown) {
            return OptionalDouble.empty();
        } else if (losses == 0) {
            return OptionalDouble.of(reported);
        } else if (smoothing == null) {
            return OptionalDouble.of((losses + 1) * reported - losses * before);
        }
        return OptionalDouble.of((reported - smoothing * before) / (1 - smoothing));
    }

    /** What is missing counts as part of the mean. */
    private void passGap(long iteration) {
        long gap = iteration - next;
        count += gap;
        isAfterGap |= gap > 0;
        next = iteration + 1;
    }
}
