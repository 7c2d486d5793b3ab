package dev.rangefinder.trainer.djl.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.rangefinder.model.spec.Layer.Attention;
import dev.rangefinder.model.spec.Layer.Auxiliary;
import dev.rangefinder.model.spec.Layer.BatchNorm;
import dev.rangefinder.model.spec.Layer.Branches;
import dev.rangefinder.model.spec.Layer.Concatenation;
import dev.rangefinder.model.spec.Layer.Convolution;
import dev.rangefinder.model.spec.Layer.CrossChannelNorm;
import dev.rangefinder.model.spec.Layer.Dropout;
import dev.rangefinder.model.spec.Layer.Embedding;
import dev.rangefinder.model.spec.Layer.Gelu;
import dev.rangefinder.model.spec.Layer.GlobalAverage;
import dev.rangefinder.model.spec.Layer.LayerNorm;
import dev.rangefinder.model.spec.Layer.Linear;
import dev.rangefinder.model.spec.Layer.LocalResponseNorm;
import dev.rangefinder.model.spec.Layer.MeanPlace;
import dev.rangefinder.model.spec.Layer.Pool;
import dev.rangefinder.model.spec.Layer.Positions;
import dev.rangefinder.model.spec.Layer.Projection;
import dev.rangefinder.model.spec.Layer.Relu;
import dev.rangefinder.model.spec.Layer.Residual;
import dev.rangefinder.model.spec.Layer.Sequence;
import dev.rangefinder.model.spec.Layer.Sigmoid;
import dev.rangefinder.model.spec.Layer.TokenScores;
import dev.rangefinder.model.spec.Network;
import dev.rangefinder.model.spec.ParameterSpec;
import dev.rangefinder.model.spec.ParameterSpec.Initial;
import dev.rangefinder.trainer.djl.engine.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** What the layers of a network learn. */
public final class Weights {

    static final int QUERIES_KEYS_VALUES = 3;

    private final List<List<Parameter>> byStep;

    private Weights(List<List<Parameter>> byStep) {
        this.byStep = byStep;
    }

    /** One array that is learned, with what its learning rate and its weight decay are multiplied with. */
    public static final class Parameter {

        private final PtNDArray value;
        private final double rate;
        private final double decay;
        private @Nullable PtNDArray gradient;

        public Parameter(PtNDArray value, double rate, double decay) {
            this.value = value;
            this.rate = rate;
            this.decay = decay;
            JniUtils.attachGradient(value, true);
        }

        public PtNDArray value() {
            return value;
        }

        public double rate() {
            return rate;
        }

        public double decay() {
            return decay;
        }

        /** Has a gradient from now on, which is zero as long as no backward pass reaches it. */
        public void beginWithoutGradient(PtNDArray zero) {
            PtNDArray nothing = JniUtils.sum(JniUtils.mul(value, zero));
            JniUtils.backward(nothing, zero, false, false);
            nothing.close();
        }

        /** The same array each time, once there was a backward pass: fetching it anew would leak. */
        public PtNDArray gradient() {
            if (gradient == null) {
                gradient = JniUtils.getGradient(value);
            }
            return gradient;
        }
    }

    /** Draws the weights layer by layer, from the seed alone. */
    public static Weights initial(Network network, long seed, PtNDManager manager) {
        // split off, so that the weights do not share their numbers with the shuffling, which has the same seed
        Drawing drawing = new Drawing(new SplittableRandom(seed).split(), manager);
        return new Weights(
                network.shapedLayers().stream().map(drawing::parameters).toList());
    }

    private record Drawing(SplittableRandom random, PtNDManager manager) {

        List<Parameter> parameters(Network.ShapedLayer step) {
            int channels = step.input().channels();
            return switch (step.layer()) {
                case Convolution c -> {
                    List<Parameter> drawn = new ArrayList<>();
                    drawn.add(drawn(
                            c.weight(),
                            new Shape(c.channels(), channels / c.groups(), c.kernel(), c.kernel()),
                            channels / c.groups() * c.kernel() * c.kernel()));
                    if (c.bias() != null) {
                        drawn.add(drawn(c.bias(), new Shape(c.channels()), 1));
                    }
                    yield drawn;
                }
                case Linear linear -> connected(step.input().size(), linear.outputs(), linear.weight(), linear.bias());
                case BatchNorm norm ->
                    switch (norm.affine()) {
                        case LEARNED -> scaleAndShift(channels);
                        case NONE -> List.of();
                    };
                case Pool ignored -> List.of();
                case GlobalAverage ignored -> List.of();
                case LocalResponseNorm ignored -> List.of();
                case CrossChannelNorm ignored -> List.of();
                case Relu ignored -> List.of();
                case Sigmoid ignored -> List.of();
                case Dropout ignored -> List.of();
                case Residual ignored -> List.of();
                case Concatenation ignored -> List.of();
                case Branches ignored -> List.of();
                case Auxiliary ignored -> List.of();
                case Embedding table -> List.of(drawn(table.weight(), new Shape(table.tokens(), table.width()), 1));
                case Positions positions ->
                    List.of(drawn(positions.weight(), new Shape(step.input().width(), channels), 1));
                case LayerNorm ignored -> scaleAndShift(channels);
                case Attention attention -> {
                    List<Parameter> drawn = new ArrayList<>(connected(
                            channels, QUERIES_KEYS_VALUES * channels, attention.weight(), ParameterSpec.ZEROS));
                    drawn.addAll(connected(channels, channels, attention.output(), ParameterSpec.ZEROS));
                    yield drawn;
                }
                case Projection projection ->
                    connected(channels, projection.outputs(), projection.weight(), projection.bias());
                case Sequence ignored -> List.of();
                case Gelu ignored -> List.of();
                case TokenScores ignored -> List.of();
                case MeanPlace ignored -> List.of();
            };
        }

        private List<Parameter> scaleAndShift(int channels) {
            return List.of(
                    drawn(ParameterSpec.ONES, new Shape(channels), 1),
                    drawn(ParameterSpec.ZEROS, new Shape(channels), 1));
        }

        private List<Parameter> connected(int inputs, int outputs, ParameterSpec weight, @Nullable ParameterSpec bias) {
            Parameter drawn = drawn(weight, new Shape(outputs, inputs), inputs);
            return bias == null ? List.of(drawn) : List.of(drawn, drawn(bias, new Shape(outputs), 1));
        }

        private Parameter drawn(ParameterSpec learned, Shape shape, int fanIn) {
            PtNDArray value = switch (learned.initial()) {
                case Initial.He ignored -> normal(Math.sqrt(2.0 / fanIn), shape);
                case Initial.Xavier ignored -> uniform(Math.sqrt(3.0 / fanIn), shape);
                case Initial.Normal normal -> normal(normal.deviation(), shape);
                case Initial.Constant constant -> Tensors.filled(manager, (float) constant.value(), shape);
            };
            return new Parameter(value, learned.rate(), learned.decay());
        }

        private PtNDArray normal(double deviation, Shape shape) {
            return drawn(() -> deviation * random.nextGaussian(), shape);
        }

        private PtNDArray uniform(double largest, Shape shape) {
            return drawn(() -> largest * (2 * random.nextDouble() - 1), shape);
        }

        private PtNDArray drawn(DoubleSupplier next, Shape shape) {
            float[] values = new float[Math.toIntExact(shape.size())];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) next.getAsDouble();
            }
            return Tensors.of(manager, values, shape);
        }
    }

    /** What the layer at this place among {@link Network#shapedLayers} learns: weight and bias, or scale and shift. */
    public List<Parameter> of(int step) {
        return byStep.get(step);
    }

    /** For a network that does not use all of them in each pass. */
    void beginWithoutGradients(PtNDManager manager) {
        JniUtils.setGradMode(true);
        try (PtNDArray zero = Tensors.filled(manager, 0, new Shape())) {
            all().forEach(parameter -> parameter.beginWithoutGradient(zero));
        }
        JniUtils.setGradMode(false);
    }

    public List<Parameter> all() {
        return byStep.stream().flatMap(List::stream).toList();
    }
}
