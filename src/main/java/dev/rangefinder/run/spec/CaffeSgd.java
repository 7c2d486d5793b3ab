package dev.rangefinder.run.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Stochastic gradient descent in Caffe's form, that of the paper's experiments, which keeps the rate inside the
 * velocity:
 * {@code u = momentum * v + lr * (g + weight_decay * w); w -= nesterov ? (1 + momentum) * u - momentum * v : u; v = u}.
 */
@JsonTypeName("caffe_sgd")
public record CaffeSgd(double momentum, boolean nesterov, double weightDecay) implements Optimizer {

    public CaffeSgd {
        SgdFields.check(momentum, nesterov, weightDecay);
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
