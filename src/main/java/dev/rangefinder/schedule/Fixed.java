package dev.rangefinder.schedule;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.shared.Check;
import org.jspecify.annotations.Nullable;

/** The same rate at every iteration. */
@JsonTypeName("fixed")
public record Fixed(double lr) implements Schedule {

    public Fixed {
        Check.fields().positive("lr", lr).orThrow();
    }

    @JsonCreator
    static Fixed of(@JsonProperty(required = true) double lr, @Nullable Double gamma) {
        Gamma.refuse(gamma);
        return new Fixed(lr);
    }

    @Override
    public double learningRate(long iteration) {
        return lr;
    }
}
