package dev.rangefinder.trainer.djl;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.rangefinder.model.spec.Layer;
import dev.rangefinder.model.spec.Layer.Convolution;
import dev.rangefinder.model.spec.Layer.Linear;
import dev.rangefinder.model.spec.Layer.MaxPool;
import dev.rangefinder.model.spec.Layer.Relu;
import dev.rangefinder.model.spec.Network;
import java.util.List;

/**
 * The forward pass of a network. Images stay in the memory order in which they come, channels last, which PyTorch's
 * kernels keep to; only the view says channels first.
 */
final class Forward {

    private static final long[] CHANNELS_FIRST = {0, 3, 1, 2};

    private final Network network;
    private final Weights weights;
    private final List<dev.rangefinder.model.spec.Shape> shapes;

    Forward(Network network, Weights weights) {
        this.network = network;
        this.weights = weights;
        this.shapes = network.shapes();
    }

    Shape inputShape(int batchSize) {
        dev.rangefinder.model.spec.Shape input = network.input();
        return new Shape(batchSize, input.height(), input.width(), input.channels());
    }

    /** From inputs as {@link #inputShape} to {@code batch × classes}; the results belong to the inputs' manager. */
    PtNDArray apply(PtNDArray inputs) {
        PtNDArray values = JniUtils.permute(inputs, CHANNELS_FIRST);
        for (int i = 0; i < network.layers().size(); i++) {
            values = apply(i, network.layers().get(i), values);
        }
        return values;
    }

    private PtNDArray apply(int index, Layer layer, PtNDArray values) {
        return switch (layer) {
            case Convolution c ->
                JniUtils.convolution(
                        values,
                        weights.of(index).weight().value(),
                        weights.of(index).bias().value(),
                        new Shape(1, 1),
                        new Shape(c.padding(), c.padding()),
                        new Shape(1, 1),
                        1);
            case MaxPool pool ->
                JniUtils.maxPool(
                        values,
                        new Shape(pool.kernel(), pool.kernel()),
                        new Shape(pool.kernel(), pool.kernel()),
                        new Shape(0, 0),
                        false);
            case Relu ignored -> JniUtils.relu(values);
            case Linear ignored ->
                JniUtils.linear(
                        JniUtils.reshape(
                                values, new long[] {-1, shapes.get(index).size()}),
                        weights.of(index).weight().value(),
                        weights.of(index).bias().value());
        };
    }
}
