package dev.rangefinder.trainer.djl;

import ai.djl.pytorch.engine.PtNDArray;
import dev.rangefinder.run.spec.Clipping;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link Clipping} on arrays. What is not a number stays so, as in PyTorch. */
interface Clip {

    /** Of PyTorch's {@code clip_grad_norm_}. */
    double EPSILON = 1e-6;

    /** The gradients to take a step with, in the same order; those given may be left as they are. */
    List<PtNDArray> clipped(List<PtNDArray> gradients, Step step);

    static Clip of(@Nullable Clipping clipping) {
        return switch (clipping) {
            case null -> (gradients, step) -> gradients;
            case Clipping.ByNorm norm -> (gradients, step) -> byNorm(gradients, norm.maxNorm(), step);
            case Clipping.ByValue value ->
                (gradients, step) -> gradients.stream()
                        .map(gradient -> step.clamped(gradient, value.clipValue()))
                        .toList();
        };
    }

    private static List<PtNDArray> byNorm(List<PtNDArray> gradients, double maxNorm, Step step) {
        PtNDArray squares = gradients.stream()
                .map(gradient -> step.total(step.square(gradient)))
                .reduce(step::sum)
                .orElseThrow();
        PtNDArray factor = step.atMost(step.quotient(maxNorm, step.sum(step.root(squares), EPSILON)), 1);
        return gradients.stream()
                .map(gradient -> step.product(gradient, factor))
                .toList();
    }
}
