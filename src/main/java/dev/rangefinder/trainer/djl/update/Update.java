package dev.rangefinder.trainer.djl.update;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.rangefinder.trainer.djl.engine.TensorOps;
import dev.rangefinder.trainer.djl.engine.Tensors;
import dev.rangefinder.trainer.djl.network.Weights.Parameter;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Moves every parameter by the same {@link UpdateRule}, after the gradients were clipped. */
public final class Update {

    private final UpdateRule rule;
    private final Clip clip;
    private final LossScale lossScale;
    private final List<Moved> parameters;
    private boolean hasGradients;
    private int steps;

    private record Moved(Parameter parameter, double decay, List<PtNDArray> memories) {}

    /**
     * Moves by a rule.
     *
     * @param lossScale of the loss whose gradients come
     * @param decaysVectors whether weight decay takes hold of arrays of one dimension: norms and biases
     */
    public Update(UpdateRule rule, Clip clip, LossScale lossScale, List<Parameter> parameters, boolean decaysVectors) {
        this.rule = rule;
        this.clip = clip;
        this.lossScale = lossScale;
        this.parameters = parameters.stream()
                .map(parameter -> new Moved(
                        parameter,
                        decaysVectors || Tensors.shape(parameter.value()).length > 1 ? parameter.decay() : 0,
                        Stream.generate(() -> zerosLike(parameter.value()))
                                .limit(rule.memories())
                                .toList()))
                .toList();
    }

    private static PtNDArray zerosLike(PtNDArray array) {
        return JniUtils.zerosLike(array, DataType.FLOAT32, array.getManager().getDevice(), SparseFormat.DENSE);
    }

    /**
     * Leaves in the gradients what the next backward pass adds to.
     *
     * @param momentum of the step that follows it, where the schedule says one
     * @param scratch owns all arrays that live no longer than this step
     */
    public void prepare(OptionalDouble momentum, PtNDManager scratch) {
        if (!hasGradients) {
            return;
        }
        double staying = rule.staying(momentum);
        TensorOps ops = new TensorOps(scratch);
        for (Moved moved : parameters) {
            if (staying == 0) {
                JniUtils.zeroGrad(moved.parameter().value());
            } else {
                ops.scale(moved.parameter().gradient(), staying);
            }
        }
    }

    /**
     * Moves every parameter by its gradient, unless the {@link LossScale} was too large for it.
     *
     * @param momentum instead of the optimizer's own, where the schedule says one
     * @param scratch owns all arrays that live no longer than this step
     */
    public void apply(double lr, OptionalDouble momentum, PtNDManager scratch) {
        hasGradients = true;
        TensorOps ops = new TensorOps(scratch);
        List<PtNDArray> found =
                parameters.stream().map(moved -> moved.parameter().gradient()).toList();
        if (!lossScale.undo(found, ops)) {
            return;
        }
        steps++;
        List<PtNDArray> gradients = clip.clipped(found, ops);
        for (int i = 0; i < parameters.size(); i++) {
            Moved moved = parameters.get(i);
            Parameter parameter = moved.parameter();
            UpdateRule.Pace pace = new UpdateRule.Pace(lr * parameter.rate(), momentum, moved.decay(), steps);
            rule.move(parameter.value(), gradients.get(i), moved.memories(), pace, ops);
        }
    }
}
