package dev.rangefinder.trainer.djl.network;

import ai.djl.engine.Engine;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.rangefinder.model.spec.Network;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.trainer.TestedEngine;
import dev.rangefinder.trainer.djl.engine.Engines;
import dev.rangefinder.trainer.djl.engine.TensorOps;
import dev.rangefinder.trainer.djl.engine.Tensors;
import dev.rangefinder.trainer.djl.network.Trainee.Mode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Forward passes of a network over one drawn batch. Its weights are drawn larger than it would begin with, so that
 * every layer has something to say, and its inputs are as large as pixels are.
 */
final class Passes implements AutoCloseable {

    static final int BATCH = 4;

    private static final double INPUT_DEVIATION = 60;
    private static final int KINDS = 7;

    private final PtNDManager manager =
            (PtNDManager) Engine.getEngine("PyTorch").newBaseManager(Engines.device(TestedEngine.DEVICE));
    private final SplittableRandom random = new SplittableRandom(5);
    private final Network network;
    private final Weights weights;
    private final Forward forward;
    private final float[] inputs;

    Passes(Network network) {
        this.network = network;
        this.weights = Weights.initial(network, 1, manager);
        this.forward = new Forward(network, weights, manager);
        for (Weights.Parameter parameter : weights.all()) {
            long[] shape = Tensors.shape(parameter.value());
            int size = Tensors.size(parameter.value());
            double deviation = shape.length == 1 ? 0.5 : Math.sqrt(2.0 * shape[0] / size);
            overwrite(parameter.value(), drawn(size, deviation), shape);
        }
        this.inputs = network.readsTokens()
                ? drawnTokens(BATCH * network.input().size())
                : drawn(BATCH * network.input().size(), INPUT_DEVIATION);
    }

    private void overwrite(PtNDArray array, float[] values, long[] shape) {
        JniUtils.setGradMode(false);
        try (PtNDManager scratch = manager.newSubManager(manager.getDevice())) {
            TensorOps ops = new TensorOps(scratch);
            ops.scale(array, 0);
            ops.add(array, Tensors.of(scratch, values, new ai.djl.ndarray.types.Shape(shape)));
        }
    }

    private float[] drawn(int size, double deviation) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return values;
    }

    /** So few kinds that each vocabulary has them. */
    private float[] drawnTokens(int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = random.nextInt(KINDS);
        }
        return values;
    }

    private static ByteBuffer buffer(float[] values) {
        ByteBuffer buffer =
                ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
        buffer.asFloatBuffer().put(values);
        return buffer;
    }

    Weights weights() {
        return weights;
    }

    /** The batch as the engine gets it: sample, row, column, channel; or tokens. */
    float[] inputs() {
        return inputs;
    }

    /** The batch by sample, channel, row and column. */
    List<double[][][]> images() {
        Shape shape = network.input();
        List<double[][][]> images = new ArrayList<>();
        int place = 0;
        for (int sample = 0; sample < BATCH; sample++) {
            double[][][] image = new double[shape.channels()][shape.height()][shape.width()];
            for (int row = 0; row < shape.height(); row++) {
                for (int column = 0; column < shape.width(); column++) {
                    for (int channel = 0; channel < shape.channels(); channel++) {
                        image[channel][row][column] = inputs[place++];
                    }
                }
            }
            images.add(image);
        }
        return images;
    }

    float[] outputs(Mode mode) {
        JniUtils.setGradMode(false);
        try (PtNDManager scratch = manager.newSubManager(manager.getDevice())) {
            return Tensors.floats(pass(scratch, mode));
        }
    }

    /** Of the sum of all squared outputs, over every parameter. */
    List<float[]> gradients() {
        JniUtils.setGradMode(true);
        try (PtNDManager scratch = manager.newSubManager(manager.getDevice())) {
            PtNDArray squares = JniUtils.square(pass(scratch, Mode.TRAINING));
            JniUtils.backward(
                    squares,
                    Tensors.filled(scratch, 1, new ai.djl.ndarray.types.Shape(Tensors.shape(squares))),
                    false,
                    false);
        }
        JniUtils.setGradMode(false);
        return weights.all().stream()
                .map(parameter -> Tensors.floats(parameter.gradient()))
                .toList();
    }

    private PtNDArray pass(PtNDManager scratch, Mode mode) {
        PtNDArray batch = Tensors.of(scratch, buffer(inputs), forward.inputShape(BATCH), DataType.FLOAT32);
        return forward.apply(
                network.readsTokens() ? JniUtils.to(batch, DataType.INT64, scratch.getDevice()) : batch, mode);
    }

    @Override
    public void close() {
        manager.close();
    }
}
