package dev.rangefinder.trainer.djl;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.rangefinder.model.spec.Layer;
import dev.rangefinder.model.spec.Layer.Convolution;
import dev.rangefinder.model.spec.Layer.Linear;
import dev.rangefinder.model.spec.Layer.MaxPool;
import dev.rangefinder.model.spec.Layer.Relu;
import dev.rangefinder.model.spec.Network;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The weights of a network, by the index of their layer. */
final class Weights {

    private final Map<Integer, OfLayer> byLayer;

    private Weights(Map<Integer, OfLayer> byLayer) {
        this.byLayer = byLayer;
    }

    /** What one layer learns. */
    record OfLayer(Parameter weight, Parameter bias) {}

    /** One array that is learned. */
    static final class Parameter {

        private final PtNDArray value;
        private @Nullable PtNDArray gradient;

        Parameter(PtNDArray value) {
            this.value = value;
            JniUtils.attachGradient(value, true);
        }

        PtNDArray value() {
            return value;
        }

        /** The same array each time, once there was a backward pass: fetching it anew would leak. */
        PtNDArray gradient() {
            if (gradient == null) {
                gradient = JniUtils.getGradient(value);
            }
            return gradient;
        }
    }

    /**
     * Draws the weights from a normal distribution of variance 2 / fan_in, biases zero (He et al., arXiv 1502.01852,
     * section 2.2), layer by layer, from the seed alone.
     */
    static Weights initial(Network network, long seed, PtNDManager manager) {
        // split off, so that the weights do not share their numbers with the shuffling, which has the same seed
        SplittableRandom random = new SplittableRandom(seed).split();
        Map<Integer, OfLayer> byLayer = new TreeMap<>();
        for (int i = 0; i < network.layers().size(); i++) {
            Layer layer = network.layers().get(i);
            dev.rangefinder.model.spec.Shape input = network.shapes().get(i);
            switch (layer) {
                case Convolution c ->
                    byLayer.put(
                            i,
                            drawn(
                                    new Shape(c.channels(), input.channels(), c.kernel(), c.kernel()),
                                    input.channels() * c.kernel() * c.kernel(),
                                    random,
                                    manager));
                case Linear linear ->
                    byLayer.put(i, drawn(new Shape(linear.outputs(), input.size()), input.size(), random, manager));
                case MaxPool ignored -> {}
                case Relu ignored -> {}
            }
        }
        return new Weights(byLayer);
    }

    private static OfLayer drawn(Shape shape, int fanIn, SplittableRandom random, PtNDManager manager) {
        double deviation = Math.sqrt(2.0 / fanIn);
        ByteBuffer buffer = ByteBuffer.allocateDirect(Math.multiplyExact((int) shape.size(), Float.BYTES))
                .order(ByteOrder.nativeOrder());
        for (long i = 0; i < shape.size(); i++) {
            buffer.putFloat((float) (deviation * random.nextGaussian()));
        }
        PtNDArray weight = JniUtils.createNdFromByteBuffer(
                manager, buffer.flip(), shape, DataType.FLOAT32, SparseFormat.DENSE, manager.getDevice());
        PtNDArray bias = DjlLearner.constant(manager, 0, new Shape(shape.get(0)));
        return new OfLayer(new Parameter(weight), new Parameter(bias));
    }

    OfLayer of(int layer) {
        OfLayer found = byLayer.get(layer);
        if (found == null) {
            throw new IllegalArgumentException("layer %d learns nothing".formatted(layer));
        }
        return found;
    }

    List<Parameter> all() {
        return byLayer.values().stream()
                .flatMap(layer -> Stream.of(layer.weight(), layer.bias()))
                .toList();
    }
}
