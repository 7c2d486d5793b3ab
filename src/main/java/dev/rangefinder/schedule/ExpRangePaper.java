package dev.rangefinder.schedule;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Triangular, where "each boundary value declines by an exponential factor" (Smith, arXiv 1506.01186, section 3.1):
 * {@code gamma^iteration * (base + (max - base) * height)}. The libraries compute {@link ExpRange} instead, which
 * differs greatly late in a training. The momentum, of which the paper says nothing, swings as it does there.
 */
@JsonTypeName("exp_range_paper")
public record ExpRangePaper(@JsonUnwrapped Cycle cycle, double gamma) implements Schedule {

    public ExpRangePaper {
        Gamma.check(gamma);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static ExpRangePaper of(CycleFields given) {
        return new ExpRangePaper(given.cycle(), given.requiredGamma());
    }

    @Override
    public double learningRate(long iteration) {
        return Math.pow(gamma, (double) iteration) * cycle.learningRate(cycle.height(iteration));
    }

    @Override
    public OptionalDouble momentum(long iteration) {
        return cycle.momentum(cycle.height(iteration) * Math.pow(gamma, (double) iteration));
    }

    @Override
    public OptionalLong cycleLength() {
        return OptionalLong.of(cycle.length());
    }
}
