package dev.rangefinder.schedule;

import dev.rangefinder.shared.Check;
import java.util.OptionalDouble;
import java.util.function.LongToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What cyclical policies share (Smith, arXiv 1506.01186, section 3.1): a rise and a fall between two bounds, again and
 * again, and against it the momentum, where that cycles too.
 */
public record Cycle(
        double baseLr,
        double maxLr,
        long stepSizeUp,
        long stepSizeDown,
        Window window,
        @Nullable Double baseMomentum,
        @Nullable Double maxMomentum) {

    public Cycle {
        Check.fields()
                .notNegative("base_lr", baseLr)
                .positive("max_lr", maxLr)
                .that(!(baseLr >= maxLr), "base_lr", baseLr, "a rate below max_lr (%s)".formatted(maxLr))
                .between("step_size_up", stepSizeUp, 1, Schedule.MOST_ITERATIONS)
                .between("step_size_down", stepSizeDown, 1, Schedule.MOST_ITERATIONS)
                .present("window", window)
                .that(
                        baseMomentum != null || maxMomentum == null,
                        "base_momentum",
                        baseMomentum,
                        "a value, as max_momentum has one")
                .that(
                        maxMomentum != null || baseMomentum == null,
                        "max_momentum",
                        maxMomentum,
                        "a value, as base_momentum has one")
                .orThrow();
        if (baseMomentum != null && maxMomentum != null) {
            Momentum.check(baseMomentum, maxMomentum);
        }
    }

    Cycle(double baseLr, double maxLr, long stepSizeUp, long stepSizeDown) {
        this(baseLr, maxLr, stepSizeUp, stepSizeDown, Window.LINEAR, null, null);
    }

    /** How many whole cycles lie before the iteration. */
    long index(long iteration) {
        return iteration / length();
    }

    /** Where between base (0) and max (1) the iteration stands. */
    double height(long iteration) {
        long position = iteration - index(iteration) * length(); // one division for both
        return window.of(
                position <= stepSizeUp
                        ? (double) position / stepSizeUp
                        : (double) (length() - position) / stepSizeDown);
    }

    /**
     * The rates of consecutive iterations. A ramp at a time: what stays the same along it is then computed once.
     *
     * @param share what becomes of the height in the cycle of an index
     */
    void learningRates(long first, double[] rates, int count, LongToDoubleFunction share) {
        int done = 0;
        while (done < count) {
            long index = index(first + done);
            long position = first + done - index * length();
            boolean rising = position <= stepSizeUp;
            long start = rising ? position : length() - position;
            double step = rising ? 1 : -1;
            double size = rising ? stepSizeUp : stepSizeDown;
            double left = share.applyAsDouble(index);
            int end = (int) Math.min(count, done + (rising ? stepSizeUp + 1 : length()) - position);
            for (int i = done; i < end; i++) {
                rates[i] = learningRate(window.of((start + step * (i - done)) / size) * left);
            }
            done = end;
        }
    }

    double learningRate(double height) {
        return between(baseLr, maxLr, height);
    }

    /** High where the rate is low, as in torch's CyclicLR. */
    OptionalDouble momentum(double height) {
        return baseMomentum == null || maxMomentum == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(between(maxMomentum, baseMomentum, height));
    }

    long length() {
        return stepSizeUp + stepSizeDown;
    }

    /**
     * The point at {@code height}, from 0 to 1, of the line between two values. {@code from + (to - from) * height} can
     * leave it by an ulp, and so can this where the two are neighbours: hence the comparisons, which cost less than a
     * clamp that also asks for NaN and the sign of zero.
     */
    static double between(double from, double to, double height) {
        double low = from < to ? from : to;
        double high = from < to ? to : from;
        double value = from * (1 - height) + to * height;
        return value < low ? low : value > high ? high : value;
    }
}
