package dev.rangefinder.schedule;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Triangular, with the difference of the bounds cut in half after every cycle (Smith, arXiv 1506.01186, section 3.1). */
@JsonTypeName("triangular2")
public record Triangular2(@JsonUnwrapped Cycle cycle) implements Schedule {

    /** 2^-1100 is 0 in double, so that further halvings change nothing and the exponent fits an int. */
    private static final long HALVINGS_TO_ZERO = 1100;

    public Triangular2(double baseLr, double maxLr, long stepSizeUp, long stepSizeDown) {
        this(new Cycle(baseLr, maxLr, stepSizeUp, stepSizeDown));
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Triangular2 of(CycleFields given) {
        return new Triangular2(given.cycleWithoutGamma());
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
        int halvings = (int) Math.min(cycle.index(iteration), HALVINGS_TO_ZERO);
        return Math.scalb(cycle.height(iteration), -halvings);
    }
}
