package dev.rangefinder.trainer.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.rangefinder.model.spec.Mlp;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A problem for optimizers: three weights, which begin at 0.1, 0.2 and 0.3; gradients that follow from the number of the step;
 * and rates that rise and fall.
 */
final class Steps {

    static final int COUNT = 100;
    static final int WEIGHTS = 3;

    private Steps() {}

    static double rate(int step) {
        return 0.002 * (1 + step % 10);
    }

    static float gradient(int step, int weight) {
        return (float) (Math.sin(0.7 * step + weight) + 0.3 * Math.cos(0.3 * step));
    }

    static float start(int weight) {
        return (float) (0.1 * (weight + 1));
    }

    /** Where the rule takes the weights. */
    static float[] taken(Rule rule) {
        try (PtNDManager manager = (PtNDManager) Engine.getEngine("PyTorch").newBaseManager(Engines.device("cpu"))) {
            Weights weights = Weights.initial(
                    new Mlp(List.of()).network(new dev.rangefinder.model.spec.Shape(1, 1, 1), WEIGHTS), 1, manager);
            PtNDArray bias = weights.all().getLast().value();
            float[] starts = new float[WEIGHTS];
            for (int i = 0; i < WEIGHTS; i++) {
                starts[i] = start(i);
            }
            bias.set(buffer(starts));
            RuleUpdate update = new RuleUpdate(rule, weights);
            for (int step = 0; step < COUNT; step++) {
                float[] gradient = new float[WEIGHTS];
                for (int i = 0; i < WEIGHTS; i++) {
                    gradient[i] = gradient(step, i);
                }
                try (PtNDManager iteration = manager.newSubManager(manager.getDevice())) {
                    weights.all().forEach(parameter -> giveGradient(iteration, parameter.value(), gradient));
                    update.apply(rate(step), iteration);
                }
            }
            return bias.toFloatArray();
        }
    }

    private static ByteBuffer buffer(float[] values) {
        ByteBuffer buffer =
                ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
        buffer.asFloatBuffer().put(values);
        return buffer;
    }

    /** A backward pass after which the gradient is what is given: that of {@code sum(gradient * weight)}. */
    private static void giveGradient(PtNDManager owner, PtNDArray weight, float[] gradient) {
        Shape shape = weight.getShape();
        JniUtils.setGradMode(true);
        PtNDArray factors = JniUtils.createNdFromByteBuffer(
                owner, buffer(gradient), shape, DataType.FLOAT32, SparseFormat.DENSE, owner.getDevice());
        JniUtils.backward(JniUtils.mul(factors, weight), DjlLearner.constant(owner, 1, shape), false, false);
        JniUtils.setGradMode(false);
    }
}
