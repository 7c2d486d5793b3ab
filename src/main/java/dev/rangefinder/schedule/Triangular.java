package dev.rangefinder.schedule;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Between two bounds, up and down, every cycle alike (Smith, arXiv 1506.01186, section 3.1). */
@JsonTypeName("triangular")
public record Triangular(@JsonUnwrapped Cycle cycle) implements Schedule {

    public Triangular(double baseLr, double maxLr, long stepSizeUp, long stepSizeDown) {
        this(new Cycle(baseLr, maxLr, stepSizeUp, stepSizeDown));
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Triangular of(CycleFields given) {
        return new Triangular(given.cycleWithoutGamma());
    }

    @Override
    public double learningRate(long iteration) {
        return cycle.learningRate(cycle.height(iteration));
    }

    @Override
    public void learningRates(long first, double[] rates, int count) {
        cycle.learningRates(first, rates, count, index -> 1);
    }

    @Override
    public OptionalDouble momentum(long iteration) {
        return cycle.momentum(cycle.height(iteration));
    }

    @Override
    public OptionalLong cycleLength() {
        return OptionalLong.of(cycle.length());
    }
}
