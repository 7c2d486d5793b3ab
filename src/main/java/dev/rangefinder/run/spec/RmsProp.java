package dev.rangefinder.run.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.shared.Check;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * RMSprop (Tieleman and Hinton, Coursera, lecture 6.5) as PyTorch computes it: {@code d = g + weight_decay * w;
 * s = alpha * s + (1 - alpha) * d²; b = momentum * b + d / (sqrt(s) + eps); w -= lr * b}.
 */
@JsonTypeName("rmsprop")
public record RmsProp(double alpha, double eps, double momentum, double weightDecay) implements Optimizer {

    public RmsProp {
        Check.fields()
                .that(alpha >= 0 && alpha < 1, "alpha", alpha, "a number from 0 up to, not including, 1")
                .positive("eps", eps)
                .that(momentum >= 0 && momentum < 1, "momentum", momentum, "a number from 0 up to, not including, 1")
                .notNegative("weight_decay", weightDecay)
                .orThrow();
    }

    /** Torch's defaults. */
    @JsonCreator
    static RmsProp of(
            @Nullable Double alpha, @Nullable Double eps, @Nullable Double momentum, @Nullable Double weightDecay) {
        return new RmsProp(
                Objects.requireNonNullElse(alpha, 0.99),
                Objects.requireNonNullElse(eps, 1e-8),
                Objects.requireNonNullElse(momentum, 0.0),
                Objects.requireNonNullElse(weightDecay, 0.0));
    }
}
