package dev.rangefinder.trainer.djl.update;

import ai.djl.engine.Engine;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.rangefinder.run.spec.Precision;
import dev.rangefinder.trainer.TestedEngine;
import dev.rangefinder.trainer.djl.engine.Engines;
import dev.rangefinder.trainer.djl.engine.Tensors;
import dev.rangefinder.trainer.djl.network.Weights.Parameter;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntFunction;

/**
 * A problem for optimizers: three weights, which begin at 0.1, 0.2 and 0.3; gradients that follow from the number of
 * the step; and rates that rise and fall.
 */
final class OptimizerProblem {

    static final int COUNT = 100;
    static final int WEIGHTS = 3;

    private OptimizerProblem() {}

    static double rate(int step) {
        return 0.002 * (1 + step % 10);
    }

    /** One that rises and falls. */
    static double momentum(int step) {
        return 0.5 + 0.04 * (step % 10);
    }

    static float gradient(int step, int weight) {
        return (float) (Math.sin(0.7 * step + weight) + 0.3 * Math.cos(0.3 * step));
    }

    static float start(int weight) {
        return (float) (0.1 * (weight + 1));
    }

    /** Where the rule takes the weights. */
    static float[] taken(UpdateRule rule) {
        return taken(rule, Clip.of(null), step -> OptionalDouble.empty());
    }

    /** Where the rule takes the weights, with others of the same gradients beside them. */
    static float[] taken(UpdateRule rule, Clip clip, IntFunction<OptionalDouble> momentum) {
        return taken(rule, clip, momentum, 1, 1, 1);
    }

    /** With multipliers of the parameter's own, and every rate times {@code haste}. */
    static float[] taken(
            UpdateRule rule, Clip clip, IntFunction<OptionalDouble> momentum, double rate, double decay, double haste) {
        try (PtNDManager manager =
                (PtNDManager) Engine.getEngine("PyTorch").newBaseManager(Engines.device(TestedEngine.DEVICE))) {
            PtNDArray weights = array(manager, starts());
            List<Parameter> parameters = List.of(
                    new Parameter(Tensors.filled(manager, 0, new Shape(1, WEIGHTS)), 1, 1),
                    new Parameter(weights, rate, decay));
            Update update = new Update(rule, clip, LossScale.of(Precision.FLOAT32), parameters, true);
            for (int step = 0; step < COUNT; step++) {
                float[] gradient = new float[WEIGHTS];
                for (int i = 0; i < WEIGHTS; i++) {
                    gradient[i] = gradient(step, i);
                }
                try (PtNDManager iteration = manager.newSubManager(manager.getDevice())) {
                    update.prepare(momentum.apply(step), iteration);
                    parameters.forEach(parameter -> giveGradient(iteration, parameter.value(), gradient));
                    update.apply(haste * rate(step), momentum.apply(step), iteration);
                }
            }
            return Tensors.floats(weights);
        }
    }

    private static float[] starts() {
        float[] starts = new float[WEIGHTS];
        for (int i = 0; i < WEIGHTS; i++) {
            starts[i] = start(i);
        }
        return starts;
    }

    private static PtNDArray array(PtNDManager owner, float[] values) {
        return Tensors.of(owner, values, new Shape(values.length));
    }

    /** A backward pass after which the gradient is what is given: that of {@code sum(gradient * weight)}. */
    private static void giveGradient(PtNDManager owner, PtNDArray weight, float[] gradient) {
        JniUtils.setGradMode(true);
        PtNDArray product = JniUtils.mul(array(owner, gradient), weight);
        JniUtils.backward(product, Tensors.filled(owner, 1, new Shape(Tensors.shape(product))), false, false);
        JniUtils.setGradMode(false);
    }
}
