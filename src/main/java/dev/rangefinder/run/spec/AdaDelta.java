package dev.rangefinder.run.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.shared.Check;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * AdaDelta (Zeiler, arXiv 1212.5701) as PyTorch computes it: @code d = g + weight_decay * w; s = rho * s + (1 - rho) *
 * d²; x = sqrt(a + eps) / sqrt(s + eps) * d; a = rho * a + (1 - rho) * x²; w -= lr * x}.
 */
@JsonTypeName("adadelta")
public record AdaDelta(double rho, double eps, double weightDecay) implements Optimizer {

    public AdaDelta {
        Check.fields()
                .that(rho >= 0 && rho < 1, "rho", rho, "a number from 0 up to, not including, 1")
                .positive("eps", eps)
                .notNegative("weight_decay", weightDecay)
                .orThrow();
    }

    /** Torch's defaults. */
    @JsonCreator
    static AdaDelta of(@Nullable Double rho, @Nullable Double eps, @Nullable Double weightDecay) {
        return new AdaDelta(
                Objects.requireNonNullElse(rho, 0.9),
                Objects.requireNonNullElse(eps, 1e-6),
                Objects.requireNonNullElse(weightDecay, 0.0));
    }
}
