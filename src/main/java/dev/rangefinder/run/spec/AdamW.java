package dev.rangefinder.run.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101) as PyTorch computes it:
 * {@code w -= lr * weight_decay * w}, then {@link Adam} without decay.
 */
@JsonTypeName("adamw")
public record AdamW(List<Double> betas, double eps, double weightDecay) implements Optimizer {

    public AdamW {
        betas = List.copyOf(betas);
        Betas.check(betas, eps, weightDecay);
    }

    /** Torch's defaults. */
    @JsonCreator
    static AdamW of(@Nullable List<Double> betas, @Nullable Double eps, @Nullable Double weightDecay) {
        return new AdamW(
                Objects.requireNonNullElse(betas, Betas.USUAL),
                Objects.requireNonNullElse(eps, 1e-8),
                Objects.requireNonNullElse(weightDecay, 0.01));
    }
}
