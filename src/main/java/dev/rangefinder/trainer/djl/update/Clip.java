package dev.rangefinder.trainer.djl.update;

import ai.djl.pytorch.engine.PtNDArray;
import dev.rangefinder.run.spec.Clipping;
import dev.rangefinder.trainer.djl.engine.TensorOps;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link Clipping} on arrays. What is not a number stays so, as in PyTorch. */
public interface Clip {

    /** Of PyTorch's {@code clip_grad_norm_}. */
    double EPSILON = 1e-6;

    /** The gradients to take a step with, in the same order; those given may be left as they are. */
    List<PtNDArray> clipped(List<PtNDArray> gradients, TensorOps ops);

    static Clip of(@Nullable Clipping clipping) {
        return switch (clipping) {
            case null -> (gradients, ops) -> gradients;
            case Clipping.ByNorm norm -> (gradients, ops) -> byNorm(gradients, norm.maxNorm(), ops);
            case Clipping.ByValue value ->
                (gradients, ops) -> gradients.stream()
                        .map(gradient -> ops.clamped(gradient, value.clipValue()))
                        .toList();
        };
    }

    private static List<PtNDArray> byNorm(List<PtNDArray> gradients, double maxNorm, TensorOps ops) {
        PtNDArray squares = gradients.stream()
                .map(gradient -> ops.total(ops.square(gradient)))
                .reduce(ops::sum)
                .orElseThrow();
        PtNDArray factor = ops.atMost(ops.quotient(maxNorm, ops.sum(ops.root(squares), EPSILON)), 1);
        return gradients.stream().map(gradient -> ops.product(gradient, factor)).toList();
    }
}
