package dev.rangefinder.trainer.djl.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.rangefinder.model.spec.Layer.BatchNorm;
import dev.rangefinder.trainer.djl.engine.Calls;
import dev.rangefinder.trainer.djl.engine.Tensors;
import dev.rangefinder.trainer.djl.network.Trainee.Mode;
import dev.rangefinder.trainer.djl.network.Weights.Parameter;
import java.util.List;

/** {@link BatchNorm} with its running means. */
final class BatchNormForward implements Forward.Operation {

    /** Of PyTorch and of Caffe. */
    private static final double EPSILON = 1e-5;

    /** PyTorch's {@code momentum}. */
    private static final double NEWEST = 0.1;

    /** Caffe's {@code moving_average_fraction}. */
    private static final double KEPT = 0.999;

    private final BatchNorm.Averaging averaging;
    private final Calls.Norm arrays;
    private double weightOfAll;

    BatchNormForward(BatchNorm norm, int channels, List<Parameter> learned, PtNDManager manager) {
        Shape shape = new Shape(channels);
        averaging = norm.averaging();
        arrays = new Calls.Norm(
                Tensors.filled(manager, 0, shape),
                Tensors.filled(manager, 1, shape),
                learned.isEmpty()
                        ? Tensors.filled(manager, 1, shape)
                        : learned.getFirst().value(),
                learned.isEmpty()
                        ? Tensors.filled(manager, 0, shape)
                        : learned.getLast().value());
    }

    @Override
    public PtNDArray apply(PtNDArray values, Mode mode) {
        return switch (mode) {
            case TRAINING -> Tensors.calls().batchNorm(values, arrays, true, shareOfNewest(), EPSILON);
            case EVALUATION -> Tensors.calls().batchNorm(values, arrays, false, 0, EPSILON);
        };
    }

    /**
     * How much of the running means this batch becomes; in Caffe's form, of all batches so far, each weighs 0.999 of
     * the next.
     */
    private double shareOfNewest() {
        weightOfAll = KEPT * weightOfAll + 1;
        return switch (averaging) {
            case EXPONENTIAL -> NEWEST;
            case CORRECTED -> 1 / weightOfAll;
        };
    }
}
