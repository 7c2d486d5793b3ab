package dev.rangefinder.trainer.djl;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.rangefinder.run.spec.Sgd;
import dev.rangefinder.trainer.djl.Weights.Parameter;
import java.util.List;

/**
 * {@link Sgd} on arrays. DJL's own update is Caffe's form, which keeps the rate inside the velocity and so differs as soon
 * as the rate moves.
 */
final class SgdUpdate implements Update {

    private static final Shape SCALAR = new Shape();

    private final Sgd sgd;
    private final List<Moved> parameters;

    /** A parameter and its velocity, which starts at zero: the first step then makes it the gradient. */
    private record Moved(Parameter parameter, PtNDArray velocity) {}

    SgdUpdate(Sgd sgd, Weights weights) {
        this.sgd = sgd;
        this.parameters = weights.all().stream()
                .map(parameter -> new Moved(
                        parameter,
                        JniUtils.zerosLike(
                                parameter.value(),
                                DataType.FLOAT32,
                                parameter.value().getDevice(),
                                parameter.value().getSparseFormat())))
                .toList();
    }

    /** The first operand owns the result: scratch comes first, or the arrays would live as long as the weights. */
    @Override
    public void apply(double lr, PtNDManager scratch) {
        PtNDArray momentum = DjlLearner.constant(scratch, (float) sgd.momentum(), SCALAR);
        for (Moved moved : parameters) {
            PtNDArray weight = moved.parameter().value();
            PtNDArray direction = moved.parameter().gradient();
            double weightDecay = sgd.weightDecay() * moved.parameter().decay();
            if (weightDecay > 0) {
                PtNDArray decay = DjlLearner.constant(scratch, (float) weightDecay, SCALAR);
                JniUtils.addi(direction, JniUtils.mul(decay, weight));
            }
            if (sgd.momentum() > 0) {
                JniUtils.muli(moved.velocity(), momentum);
                JniUtils.addi(moved.velocity(), direction);
                if (sgd.nesterov()) {
                    JniUtils.addi(direction, JniUtils.mul(momentum, moved.velocity()));
                } else {
                    direction = moved.velocity();
                }
            }
            PtNDArray rate = DjlLearner.constant(scratch, (float) (lr * moved.parameter().rate()), SCALAR);
            JniUtils.subi(weight, JniUtils.mul(rate, direction));
            JniUtils.zeroGrad(weight);
        }
    }
}
