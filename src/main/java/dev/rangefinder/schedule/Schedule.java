package dev.rangefinder.schedule;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * A learning rate for every iteration: a pure function, so that resuming a training is asking again.
 *
 * <p>Computed in double with integer cycle arithmetic, valid for iterations from 0 to 2^53.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "policy")
public sealed interface Schedule permits Fixed, Triangular, Triangular2, Ladder {

    /**
     * The rate of the optimizer step that follows {@code iteration} earlier steps.
     *
     * @param iteration 0-based, not negative
     */
    double learningRate(long iteration);
}
