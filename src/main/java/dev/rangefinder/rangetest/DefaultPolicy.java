package dev.rangefinder.rangetest;

import dev.rangefinder.recommendation.StepSize;
import dev.rangefinder.schedule.Policies;
import dev.rangefinder.shared.Wording;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The policy of a schedule by job id where none is asked for.
 *
 * @param reason why this one, in a sentence
 */
public record DefaultPolicy(String name, String reason) {

    private static final String CYCLES = "triangular2";

    private static final String ONE_CYCLE = "one_cycle";

    /**
     * That which does best for the length; {@code bench/policies.py} measures it.
     *
     * @param iterations of the training; null where it is not said
     * @param said parameters that the policy must have
     */
    public static DefaultPolicy of(StepSize stepSize, @Nullable Long iterations, Collection<String> said) {
        if (iterations == null) {
            return new DefaultPolicy(CYCLES, "no length is asked for, and cycles can be stopped at the end of each");
        }
        if (!Policies.parameters(ONE_CYCLE).containsAll(said)) {
            return new DefaultPolicy(CYCLES, "%s is asked for, which a cycle has".formatted(String.join(", ", said)));
        }
        long needed = stepSize.iterationsOfThreeCycles();
        String length = length(iterations, stepSize.iterationsPerEpoch());
        return iterations < needed
                ? new DefaultPolicy(
                        ONE_CYCLE,
                        "%s less than three cycles take (%d): one cycle that ends low does best"
                                .formatted(length, needed))
                : new DefaultPolicy(CYCLES, "%s enough for three cycles (%d)".formatted(length, needed));
    }

    private static String length(long iterations, long iterationsPerEpoch) {
        return iterationsPerEpoch == 0
                ? "%d iterations are".formatted(iterations)
                : "%d iterations are %s epochs,"
                        .formatted(iterations, Wording.brief((double) iterations / iterationsPerEpoch));
    }
}
