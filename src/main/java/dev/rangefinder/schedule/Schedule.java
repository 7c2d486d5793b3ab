package dev.rangefinder.schedule;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A learning rate for every iteration: a pure function, so that resuming a training is asking again.
 *
 * <p>Computed in double with integer cycle arithmetic, valid for iterations from 0 to 2^53.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "policy")
public sealed interface Schedule
        permits Fixed,
                Triangular,
                Triangular2,
                ExpRange,
                ExpRangePaper,
                Decay,
                Exp,
                Step,
                Polynomial,
                Inverse,
                OneCycle,
                Cosine,
                CosineRestarts,
                Warmup,
                Composite,
                Ladder,
                Knots {

    /** The last iteration at which every policy is exact: a double counts no further. */
    long MOST_ITERATIONS = 1L << 53;

    /**
     * The rate of the optimizer step that follows {@code iteration} earlier steps.
     *
     * @param iteration 0-based, not negative
     */
    double learningRate(long iteration);

    /**
     * The rates of consecutive iterations, the same doubles as one by one.
     *
     * @param first the iteration of the first of them
     * @param rates where they go
     * @param count how many, from the start of {@code rates} on
     */
    default void learningRates(long first, double[] rates, int count) {
        for (int i = 0; i < count; i++) {
            rates[i] = learningRate(first + i);
        }
    }

    /** The momentum of the same step, in [0, 1); empty where the policy leaves it to the optimizer. */
    default OptionalDouble momentum(long iteration) {
        return OptionalDouble.empty();
    }

    /** How many iterations it is made for, where it has an end of its own; past it the last value holds. */
    default OptionalLong length() {
        return OptionalLong.empty();
    }

    /** How many iterations a cycle takes, where it has cycles that are all alike. */
    default OptionalLong cycleLength() {
        return OptionalLong.empty();
    }
}
