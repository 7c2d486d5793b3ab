package dev.rangefinder.schedule;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.shared.Check;

/** The rate {@code lr * (1 + gamma * iteration)^-power}, as Caffe's inv; its gamma may be any number above 0. */
@JsonTypeName("inverse")
public record Inverse(
        @JsonProperty(required = true) double lr,
        @JsonProperty(required = true) double gamma,
        @JsonProperty(required = true) double power)
        implements Schedule {

    public Inverse {
        Check.fields()
                .positive("lr", lr)
                .positive("gamma", gamma)
                .positive("power", power)
                .orThrow();
    }

    @Override
    public double learningRate(long iteration) {
        return lr * Math.pow(1 + gamma * iteration, -power);
    }
}
