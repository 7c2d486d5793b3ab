package dev.rangefinder.trainer.djl.update;

import ai.djl.pytorch.engine.PtNDArray;
import dev.rangefinder.run.spec.Precision;
import dev.rangefinder.trainer.djl.engine.TensorOps;
import dev.rangefinder.trainer.djl.engine.Tensors;
import java.util.List;

/**
 * What the loss is multiplied with, so that gradients of sixteen bits do not vanish: by torch's {@code GradScaler}, as
 * much as they bear (Micikevicius et al., arXiv 1710.03740, section 3.2). A step whose gradients overflow is left out.
 */
public final class LossScale {

    private static final double FIRST = 65_536;
    private static final double GROWTH = 2;
    private static final double BACKOFF = 0.5;
    private static final int STEPS_TO_GROWTH = 2000;

    private final boolean isDynamic;
    private double factor;
    private int stepsWithoutOverflow;

    private LossScale(boolean isDynamic) {
        this.isDynamic = isDynamic;
        factor = isDynamic ? FIRST : 1;
    }

    public static LossScale of(Precision precision) {
        return new LossScale(precision == Precision.FLOAT16);
    }

    public double factor() {
        return factor;
    }

    /** Brings gradients back to their own size, in place; false if they have none, and the step is to be left out. */
    public boolean undo(List<PtNDArray> gradients, TensorOps ops) {
        if (!isDynamic) {
            return true;
        }
        if (!areFinite(gradients, ops)) {
            factor *= BACKOFF;
            stepsWithoutOverflow = 0;
            return false;
        }
        for (PtNDArray gradient : gradients) {
            ops.scale(gradient, 1 / factor);
        }
        if (++stepsWithoutOverflow == STEPS_TO_GROWTH) {
            factor *= GROWTH;
            stepsWithoutOverflow = 0;
        }
        return true;
    }

    /** Zero times what is infinite, or no number, is no number. */
    private static boolean areFinite(List<PtNDArray> gradients, TensorOps ops) {
        PtNDArray zero = gradients.stream()
                .map(gradient -> ops.total(ops.times(0, gradient)))
                .reduce(ops::sum)
                .orElseThrow();
        return Tensors.number(zero) == 0;
    }
}
