package dev.rangefinder.schedule;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.shared.Check;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The rate {@code end_lr + (lr - end_lr) * (1 - iteration / total_steps)^power}: Caffe's poly and torch's PolynomialLR,
 * which go to 0. It is {@code end_lr} at iteration {@code total_steps} and from there on.
 */
@JsonTypeName("polynomial")
public record Polynomial(double lr, double endLr, long totalSteps, double power) implements Schedule {

    public Polynomial {
        Check.fields()
                .positive("lr", lr)
                .notNegative("end_lr", endLr)
                .that(!(endLr >= lr), "end_lr", endLr, "a rate below lr (%s)".formatted(lr))
                .between("total_steps", totalSteps, 1, MOST_ITERATIONS)
                .positive("power", power)
                .orThrow();
    }

    /** Without a power it is a line, without an end it goes to 0, as in torch. */
    @JsonCreator
    static Polynomial of(
            @JsonProperty(required = true) double lr,
            @Nullable Double endLr,
            @JsonProperty(required = true) long totalSteps,
            @Nullable Double power,
            @Nullable Double gamma) {
        Gamma.refuse(gamma);
        return new Polynomial(
                lr, Objects.requireNonNullElse(endLr, 0.0), totalSteps, Objects.requireNonNullElse(power, 1.0));
    }

    @Override
    public double learningRate(long iteration) {
        double left = (double) (totalSteps - Math.min(iteration, totalSteps)) / totalSteps;
        return Cycle.between(endLr, lr, Math.pow(left, power));
    }

    @Override
    public OptionalLong length() {
        return OptionalLong.of(totalSteps + 1);
    }
}
