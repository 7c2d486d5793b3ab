package dev.rangefinder.run.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.shared.Check;

/** How gradients are held down before the optimizer sees them, weight decay not yet added. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface Clipping {

    /**
     * All gradients times {@code min(1, max_norm / (norm + 1e-6))}, with the Euclidean norm of all of them together:
     * PyTorch's {@code clip_grad_norm_} (Pascanu et al., arXiv 1211.5063).
     */
    @JsonTypeName("norm")
    record ByNorm(@JsonProperty(required = true) double maxNorm) implements Clipping {

        public ByNorm {
            Check.fields().positive("max_norm", maxNorm).orThrow();
        }
    }

    /**
     * Each number of a gradient to at most {@code clip_value} on either side of zero: PyTorch's
     * {@code clip_grad_value_}.
     */
    @JsonTypeName("value")
    record ByValue(@JsonProperty(required = true) double clipValue) implements Clipping {

        public ByValue {
            Check.fields().positive("clip_value", clipValue).orThrow();
        }
    }
}
