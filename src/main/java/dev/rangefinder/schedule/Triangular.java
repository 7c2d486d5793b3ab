package dev.rangefinder.schedule;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.OptionalLong;

/** Between two bounds, linearly up and down, every cycle alike (Smith, arXiv 1506.01186, section 3.1). */
@JsonTypeName("triangular")
public record Triangular(
        @JsonProperty(required = true) double baseLr,
        @JsonProperty(required = true) double maxLr,
        @JsonProperty(required = true) long stepSizeUp,
        @JsonProperty(required = true) long stepSizeDown)
        implements Schedule {

    public Triangular {
        Cycle.check(baseLr, maxLr, stepSizeUp, stepSizeDown);
    }

    @Override
    public double learningRate(long iteration) {
        return Cycle.between(baseLr, maxLr, new Cycle(stepSizeUp, stepSizeDown).height(iteration));
    }

    @Override
    public OptionalLong cycleLength() {
        return OptionalLong.of(stepSizeUp + stepSizeDown);
    }
}
