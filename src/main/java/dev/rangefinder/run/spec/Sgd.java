package dev.rangefinder.run.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Stochastic gradient descent in PyTorch's form: {@code d = g + weight_decay * w; v = momentum * v + d;
 * w -= lr * (nesterov ? d + momentum * v : v)}, with {@code v = d} at the first step.
 */
@JsonTypeName("sgd")
public record Sgd(double momentum, boolean nesterov, double weightDecay) implements Optimizer {

    public Sgd {
        SgdFields.check(momentum, nesterov, weightDecay);
    }

    /** What is left out is zero or false, as in torch. */
    @JsonCreator
    static Sgd of(@Nullable Double momentum, @Nullable Boolean nesterov, @Nullable Double weightDecay) {
        return new Sgd(
                Objects.requireNonNullElse(momentum, 0.0),
                Objects.requireNonNullElse(nesterov, false),
                Objects.requireNonNullElse(weightDecay, 0.0));
    }
}
