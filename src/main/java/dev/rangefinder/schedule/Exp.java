package dev.rangefinder.schedule;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.shared.Check;

/**
 * The rate {@code max_lr * gamma^iteration}: the paper's exp (Smith, arXiv 1506.01186, section 4.1), torch's
 * ExponentialLR.
 */
@JsonTypeName("exp")
public record Exp(
        @JsonProperty(required = true) double maxLr,
        @JsonProperty(required = true) double gamma) implements Schedule {

    public Exp {
        Check.fields().positive("max_lr", maxLr).orThrow();
        Gamma.check(gamma);
    }

    @Override
    public double learningRate(long iteration) {
        return maxLr * Math.pow(gamma, (double) iteration);
    }
}
