package dev.rangefinder.schedule;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.shared.Check;

/** The same rate at every iteration. */
@JsonTypeName("fixed")
public record Fixed(@JsonProperty(required = true) double lr) implements Schedule {

    public Fixed {
        Check.fields().positive("lr", lr).orThrow();
    }

    @Override
    public double learningRate(long iteration) {
        return lr;
    }
}
