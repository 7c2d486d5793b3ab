package dev.rangefinder.schedule;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.OptionalLong;

/** Triangular, with the difference of the bounds cut in half after every cycle (Smith, arXiv 1506.01186, section 3.1). */
@JsonTypeName("triangular2")
public record Triangular2(
        @JsonProperty(required = true) double baseLr,
        @JsonProperty(required = true) double maxLr,
        @JsonProperty(required = true) long stepSizeUp,
        @JsonProperty(required = true) long stepSizeDown)
        implements Schedule {

    /** 2^-1100 is 0 in double, so that further halvings change nothing and the exponent fits an int. */
    private static final long HALVINGS_TO_ZERO = 1100;

    public Triangular2 {
        Cycle.check(baseLr, maxLr, stepSizeUp, stepSizeDown);
    }

    @Override
    public double learningRate(long iteration) {
        Cycle cycle = new Cycle(stepSizeUp, stepSizeDown);
        int halvings = (int) Math.min(cycle.index(iteration), HALVINGS_TO_ZERO);
        return Cycle.between(baseLr, maxLr, Math.scalb(cycle.height(iteration), -halvings));
    }

    @Override
    public OptionalLong cycleLength() {
        return OptionalLong.of(stepSizeUp + stepSizeDown);
    }
}
