package dev.rangefinder.run.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Adam (Kingma and Ba, arXiv 1412.6980) as PyTorch computes it at step t = 1, 2, …: {@code d = g + weight_decay * w;
 * m = b1 * m + (1 - b1) * d; v = b2 * v + (1 - b2) * d²; w -= lr / (1 - b1^t) * m / (sqrt(v / (1 - b2^t)) + eps)}.
 */
@JsonTypeName("adam")
public record Adam(List<Double> betas, double eps, double weightDecay) implements Optimizer {

    public Adam {
        betas = List.copyOf(betas);
        Betas.check(betas, eps, weightDecay);
    }

    /** Torch's defaults. */
    @JsonCreator
    static Adam of(@Nullable List<Double> betas, @Nullable Double eps, @Nullable Double weightDecay) {
        return new Adam(
                Objects.requireNonNullElse(betas, Betas.USUAL),
                Objects.requireNonNullElse(eps, 1e-8),
                Objects.requireNonNullElse(weightDecay, 0.0));
    }
}
