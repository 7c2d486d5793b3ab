package dev.rangefinder.schedule;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.shared.Check;
import org.jspecify.annotations.Nullable;

/**
 * From max to base in a line over {@code step_size}, then base: the paper's control, which shows that falling alone is
 * not what helps (Smith, arXiv 1506.01186, section 4.1).
 */
@JsonTypeName("decay")
public record Decay(double baseLr, double maxLr, long stepSize) implements Schedule {

    public Decay {
        Check.fields()
                .notNegative("base_lr", baseLr)
                .positive("max_lr", maxLr)
                .that(!(baseLr >= maxLr), "base_lr", baseLr, "a rate below max_lr (%s)".formatted(maxLr))
                .between("step_size", stepSize, 1, MOST_ITERATIONS)
                .orThrow();
    }

    @JsonCreator
    static Decay of(
            @JsonProperty(required = true) double baseLr,
            @JsonProperty(required = true) double maxLr,
            @JsonProperty(required = true) long stepSize,
            @Nullable Double gamma) {
        Gamma.refuse(gamma);
        return new Decay(baseLr, maxLr, stepSize);
    }

    @Override
    public double learningRate(long iteration) {
        return Cycle.between(maxLr, baseLr, (double) Math.min(iteration, stepSize) / stepSize);
    }
}
