package dev.rangefinder.run.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.shared.Check;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * AdaGrad (Duchi et al., JMLR 12, 2011) as PyTorch computes it: {@code d = g + weight_decay * w; s = s + d²;
 * w -= lr * d / (sqrt(s) + eps)}.
 */
@JsonTypeName("adagrad")
public record AdaGrad(double eps, double weightDecay) implements Optimizer {

    public AdaGrad {
        Check.fields()
                .positive("eps", eps)
                .notNegative("weight_decay", weightDecay)
                .orThrow();
    }

    /** Torch's defaults. */
    @JsonCreator
    static AdaGrad of(@Nullable Double eps, @Nullable Double weightDecay) {
        return new AdaGrad(Objects.requireNonNullElse(eps, 1e-10), Objects.requireNonNullElse(weightDecay, 0.0));
    }
}
