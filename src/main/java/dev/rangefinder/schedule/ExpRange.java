package dev.rangefinder.schedule;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Triangular, with an amplitude that shrinks at every iteration:
 * {@code base + (max - base) * height * gamma^iteration}, as the libraries read the paper (torch's CyclicLR, Keras CLR,
 * DJL). The paper's own words are {@link ExpRangePaper}.
 */
@JsonTypeName("exp_range")
public record ExpRange(@JsonUnwrapped Cycle cycle, double gamma) implements Schedule {

    public ExpRange {
        Gamma.check(gamma);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static ExpRange of(CycleFields given) {
        return new ExpRange(given.cycle(), given.requiredGamma());
    }

    @Override
    public double learningRate(long iteration) {
        return cycle.learningRate(height(iteration));
    }

    @Override
    public OptionalDouble momentum(long iteration) {
        return cycle.momentum(height(iteration));
    }

    @Override
    public OptionalLong cycleLength() {
        return OptionalLong.of(cycle.length());
    }

    private double height(long iteration) {
        return cycle.height(iteration) * Math.pow(gamma, (double) iteration);
    }
}
