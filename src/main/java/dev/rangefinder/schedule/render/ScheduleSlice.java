package dev.rangefinder.schedule.render;

import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.shared.Check;
import java.util.OptionalDouble;

/**
 * A part of a schedule, which is computed rate by rate and never held as a whole.
 *
 * @param iterations the length of the whole; past it the last rate holds
 * @param from the iteration of the first rate
 * @param count how many rates
 * @param every iterations from one rate to the next
 */
public record ScheduleSlice(Schedule schedule, long iterations, long from, long count, long every) {

    /** More iterations than a double can count. */
    public static final long MOST_ITERATIONS = Schedule.MOST_ITERATIONS;

    public ScheduleSlice {
        Check.fields()
                .between("iterations", iterations, 1, MOST_ITERATIONS)
                .between("from", from, 0, MOST_ITERATIONS)
                .between("count", count, 0, MOST_ITERATIONS)
                .between("every", every, 1, MOST_ITERATIONS)
                .orThrow();
        Check.fields()
                .that(
                        count <= 1 || every <= (Long.MAX_VALUE - from) / (count - 1),
                        "every",
                        every,
                        "so small that the last iteration is below 2^63")
                .orThrow();
    }

    /** The iteration of the rate at {@code index}, from 0 to {@code count - 1}; it may lie past the end. */
    public long iteration(long index) {
        return from + index * every;
    }

    public double rate(long index) {
        return schedule.learningRate(Math.min(iteration(index), iterations - 1));
    }

    /**
     * As many of its rates as fit, from {@code index} on.
     *
     * @return how many
     */
    int rates(long index, double[] rates) {
        int count = (int) Math.min(rates.length, this.count - index);
        if (every == 1 && iteration(index) + count <= iterations) {
            schedule.learningRates(iteration(index), rates, count);
        } else {
            for (int i = 0; i < count; i++) {
                rates[i] = rate(index + i);
            }
        }
        return count;
    }

    public OptionalDouble momentum(long index) {
        return schedule.momentum(Math.min(iteration(index), iterations - 1));
    }

    /** Whether the policy says the momentum, too: at every iteration or at none. */
    boolean cyclesMomentum() {
        return schedule.momentum(0).isPresent();
    }
}
