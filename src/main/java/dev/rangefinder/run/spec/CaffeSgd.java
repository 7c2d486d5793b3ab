package dev.rangefinder.run.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.shared.Check;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Stochastic gradient descent in Caffe's form, that of the paper's experiments, which keeps the rate inside the velocity:
 * {@code u = momentum * v + lr * (g + weight_decay * w); w -= nesterov ? (1 + momentum) * u - momentum * v : u; v = u}.
 */
@JsonTypeName("caffe_sgd")
public record CaffeSgd(double momentum, boolean nesterov, double weightDecay) implements Optimizer {

    public CaffeSgd {
        Check.fields()
                .that(momentum >= 0 && momentum < 1, "momentum", momentum, "a number from 0 up to, not including, 1")
                .that(!nesterov || momentum != 0, "nesterov", nesterov, "false, or a momentum above 0")
                .notNegative("weight_decay", weightDecay)
                .orThrow();
    }

    /** What is left out is zero or false, as in Caffe. */
    @JsonCreator
    static CaffeSgd of(@Nullable Double momentum, @Nullable Boolean nesterov, @Nullable Double weightDecay) {
        return new CaffeSgd(
                Objects.requireNonNullElse(momentum, 0.0),
                Objects.requireNonNullElse(nesterov, false),
                Objects.requireNonNullElse(weightDecay, 0.0));
    }
}
