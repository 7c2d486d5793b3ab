package dev.rangefinder.trainer.djl;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.rangefinder.model.spec.Layer.BatchNorm;
import dev.rangefinder.trainer.djl.Trainee.Mode;
import dev.rangefinder.trainer.djl.Weights.Parameter;
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
    private final PtNDArray scale;
    private final PtNDArray shift;
    private final PtNDArray mean;
    private final PtNDArray variance;
    private double weightOfAll;

    BatchNormForward(BatchNorm norm, int channels, List<Parameter> learned, PtNDManager manager) {
        Shape shape = new Shape(channels);
        averaging = norm.averaging();
        scale = learned.isEmpty()
                ? DjlLearner.constant(manager, 1, shape)
                : learned.getFirst().value();
        shift = learned.isEmpty()
                ? DjlLearner.constant(manager, 0, shape)
                : learned.getLast().value();
        mean = DjlLearner.constant(manager, 0, shape);
        variance = DjlLearner.constant(manager, 1, shape);
    }

    @Override
    public PtNDArray apply(PtNDArray values, Mode mode) {
        return switch (mode) {
            case TRAINING -> JniUtils.batchNorm(values, mean, variance, scale, shift, true, shareOfNewest(), EPSILON);
            case EVALUATION -> JniUtils.batchNorm(values, mean, variance, scale, shift, false, 0, EPSILON);
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
