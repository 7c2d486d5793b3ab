package dev.rangefinder.trainer.djl.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.rangefinder.model.spec.Layer;
import dev.rangefinder.model.spec.Layer.Attention;
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
import dev.rangefinder.trainer.djl.engine.Tensors;
import dev.rangefinder.trainer.djl.network.Weights.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The forward pass of a network. Images stay in the memory order in which they come, channels last, which PyTorch's
 * kernels keep to; only the view says channels first. Sequences are {@code batch × places × channels}.
 */
public final class Forward implements Trainee {

    private static final long[] CHANNELS_FIRST = {0, 3, 1, 2};
    private static final long[] CHANNELS_LAST = {0, 2, 3, 1};
    private static final int CHANNEL = 1;
    private static final int ROW = 2;
    private static final int COLUMN = 3;
    private static final int PLACE = 1;

    /** The place of the first layer among {@link Network#shapedLayers}. */
    private static final int EMBEDDING = 0;

    /** PyTorch's. */
    private static final double LAYER_NORM_EPSILON = 1e-5;

    private static final Shape EVERY_PLACE = new Shape(1, 1);
    private static final Shape NOTHING = new Shape(0, 0);

    private final Network network;
    private final Weights weights;
    private final List<Operation> operations;
    private final List<Auxiliary> auxiliary = new ArrayList<>();

    /** One layer's part of the pass. Its results belong to the manager of its input. */
    interface Operation {
        PtNDArray apply(PtNDArray values, Mode mode);
    }

    public Forward(Network network, Weights weights, PtNDManager manager) {
        this.network = network;
        this.weights = weights;
        this.operations = new Assembly(network, weights, manager, auxiliary).operations(network.layers());
        if (network.shapedLayers().stream().anyMatch(Forward::maySkip)) {
            weights.beginWithoutGradients(manager);
        }
    }

    /** Whether a pass may leave out what the layer learns: then it has no gradient of its own. */
    private static boolean maySkip(Network.ShapedLayer step) {
        return step.layer() instanceof Residual block && block.survival() < 1;
    }

    @Override
    public dev.rangefinder.model.spec.Shape input() {
        return network.input();
    }

    @Override
    public boolean readsTokens() {
        return network.readsTokens();
    }

    @Override
    public List<Parameter> parameters() {
        return weights.all();
    }

    @Override
    public List<Auxiliary> auxiliary() {
        return List.copyOf(auxiliary);
    }

    /** The same numbers, as PyTorch looks at images: {@code batch × channels × rows × columns}. */
    public static PtNDArray channelsFirst(PtNDArray images) {
        return JniUtils.permute(images, CHANNELS_FIRST);
    }

    @Override
    public PtNDArray apply(PtNDArray inputs, Mode mode) {
        auxiliary.clear();
        if (readsTokens()) {
            return JniUtils.flatten(apply(operations, inputs, mode), 0, 1);
        }
        return apply(operations, channelsFirst(inputs), mode);
    }

    private static PtNDArray apply(List<Operation> operations, PtNDArray inputs, Mode mode) {
        PtNDArray values = inputs;
        for (Operation operation : operations) {
            values = operation.apply(values, mode);
        }
        return values;
    }

    /** Turns layers into operations, in the order of {@link Network#shapedLayers}. */
    private static final class Assembly {

        private final List<Network.ShapedLayer> steps;
        private final Weights weights;
        private final PtNDManager manager;
        private final List<Auxiliary> auxiliary;
        private int next;

        Assembly(Network network, Weights weights, PtNDManager manager, List<Auxiliary> auxiliary) {
            this.auxiliary = auxiliary;
            this.steps = network.shapedLayers();
            this.weights = weights;
            this.manager = manager;
        }

        List<Operation> operations(List<Layer> layers) {
            List<Operation> operations = new ArrayList<>();
            for (Layer layer : layers) {
                int step = next++;
                operations.add(operation(layer, steps.get(step), weights.of(step)));
            }
            return List.copyOf(operations);
        }

        private Operation operation(Layer layer, Network.ShapedLayer step, List<Parameter> learned) {
            return switch (layer) {
                case Convolution c -> convolution(c, learned);
                case Linear ignored -> linear(learned);
                case Pool pool -> pool(pool);
                case GlobalAverage ignored -> (values, mode) -> Tensors.calls().averageOfPlaces(values);
                case BatchNorm norm -> new BatchNormForward(norm, step.input().channels(), learned, manager);
                case LocalResponseNorm norm -> localResponseNorm(norm);
                case CrossChannelNorm norm -> crossChannelNorm(norm);
                case Relu ignored -> (values, mode) -> JniUtils.relu(values);
                case Sigmoid ignored -> (values, mode) -> JniUtils.sigmoid(values);
                case Dropout dropout -> dropout(dropout.share());
                case Residual block -> residual(block, step);
                case Concatenation block -> concatenation(block);
                case Branches branches -> branches(branches);
                case Layer.Auxiliary classifier -> auxiliary(classifier);
                case Embedding ignored -> embedding(learned);
                case Positions ignored -> positions(learned);
                case Sequence ignored -> Assembly::sequence;
                case LayerNorm ignored -> layerNorm(step.input().channels(), learned);
                case Attention attention -> new AttentionForward(attention, step.input(), learned, manager);
                case Projection ignored -> projection(learned);
                case Gelu ignored -> (values, mode) -> JniUtils.gelu(values);
                case TokenScores ignored -> projection(weights.of(EMBEDDING));
                case MeanPlace ignored -> (values, mode) -> JniUtils.mean(values, PLACE, false);
            };
        }

        private static Operation embedding(List<Parameter> learned) {
            PtNDArray table = learned.getFirst().value();
            return (tokens, mode) -> JniUtils.embedding(tokens, table, false);
        }

        private static Operation positions(List<Parameter> learned) {
            PtNDArray positions = learned.getFirst().value();
            return (values, mode) -> JniUtils.add(values, positions);
        }

        private static PtNDArray sequence(PtNDArray values, Mode mode) {
            return JniUtils.transpose(JniUtils.flatten(values, 2, -1), 1, 2);
        }

        private static Operation layerNorm(int channels, List<Parameter> learned) {
            Shape normalised = new Shape(channels);
            PtNDArray scale = learned.getFirst().value();
            PtNDArray shift = learned.getLast().value();
            return (values, mode) -> JniUtils.layerNorm(values, normalised, scale, shift, LAYER_NORM_EPSILON);
        }

        private static Operation projection(List<Parameter> learned) {
            PtNDArray weight = learned.getFirst().value();
            @Nullable
            PtNDArray bias = learned.size() == 1 ? null : learned.getLast().value();
            return (values, mode) -> Tensors.calls().linear(values, weight, bias);
        }

        private static Operation convolution(Convolution c, List<Parameter> learned) {
            PtNDArray weight = learned.getFirst().value();
            @Nullable
            PtNDArray bias = c.bias() == null ? null : learned.getLast().value();
            return (values, mode) ->
                    Tensors.calls().convolution(values, weight, bias, c.stride(), c.padding(), c.groups());
        }

        private static Operation linear(List<Parameter> learned) {
            PtNDArray weight = learned.getFirst().value();
            PtNDArray bias = learned.getLast().value();
            return (values, mode) -> Tensors.calls().linear(JniUtils.flatten(values, 1, -1), weight, bias);
        }

        private static Operation pool(Pool pool) {
            Shape kernel = new Shape(pool.kernel(), pool.kernel());
            Shape stride = new Shape(pool.stride(), pool.stride());
            Shape padding = new Shape(pool.padding(), pool.padding());
            boolean ceil = pool.edge() == Pool.Edge.KEPT;
            return switch (pool.kind()) {
                case MAX -> (values, mode) -> Tensors.calls().maxPool(values, kernel, stride, padding, ceil);
                case AVERAGE -> (values, mode) -> Tensors.calls().averagePool(values, kernel, stride, NOTHING, ceil);
            };
        }

        /** {@code z^-beta} as {@code exp(-beta * log z)}, whose slope costs a product instead of another power. */
        private Operation localResponseNorm(LocalResponseNorm norm) {
            Shape kernel = new Shape(norm.size(), norm.size());
            Shape padding = new Shape(norm.size() / 2, norm.size() / 2);
            return responseNorm(
                    norm.alpha(),
                    norm.beta(),
                    values ->
                            Tensors.calls().averagePool(JniUtils.square(values), kernel, EVERY_PLACE, padding, false));
        }

        /** The channels, which lie innermost in memory, are one edge of an image of all places. */
        private Operation crossChannelNorm(CrossChannelNorm norm) {
            Shape kernel = new Shape(1, norm.size());
            Shape padding = new Shape(0, norm.size() / 2);
            return responseNorm(norm.alpha(), norm.beta(), values -> {
                long[] shape = Tensors.shape(values);
                PtNDArray innermost = JniUtils.permute(JniUtils.square(values), CHANNELS_LAST);
                PtNDArray image = JniUtils.reshape(innermost, new long[] {1, 1, -1, shape[CHANNEL]});
                PtNDArray means = Tensors.calls().averagePool(image, kernel, EVERY_PLACE, padding, false);
                return JniUtils.permute(
                        JniUtils.reshape(means, new long[] {shape[0], shape[2], shape[3], shape[CHANNEL]}),
                        CHANNELS_FIRST);
            });
        }

        private Operation responseNorm(double alpha, double beta, UnaryOperator<PtNDArray> meanSquares) {
            PtNDArray one = constant(1);
            PtNDArray factor = constant(alpha);
            PtNDArray exponent = constant(-beta);
            return (values, mode) -> {
                PtNDArray base = JniUtils.add(JniUtils.mul(meanSquares.apply(values), factor), one);
                return JniUtils.mul(values, JniUtils.exp(JniUtils.mul(JniUtils.log(base), exponent)));
            };
        }

        private PtNDArray constant(double value) {
            return Tensors.filled(manager, (float) value, new Shape());
        }

        /** The masks come from the engine's generator, which the learner seeds. */
        private static Operation dropout(double share) {
            return (values, mode) -> mode == Mode.TRAINING ? JniUtils.dropout(values, share, true) : values;
        }

        private Operation residual(Residual block, Network.ShapedLayer step) {
            List<Operation> path = operations(block.path());
            Operation shortcut = shortcut(step.input(), step.output());
            if (block.survival() == 1) {
                return (values, mode) -> JniUtils.add(Forward.apply(path, values, mode), shortcut.apply(values, mode));
            }
            PtNDArray one = constant(1);
            PtNDArray survival = constant(block.survival());
            return (values, mode) -> {
                PtNDArray kept = shortcut.apply(values, mode);
                return switch (mode) {
                    case TRAINING ->
                        survives(one, block.survival()) ? JniUtils.add(Forward.apply(path, values, mode), kept) : kept;
                    case EVALUATION -> JniUtils.add(JniUtils.mul(Forward.apply(path, values, mode), survival), kept);
                };
            };
        }

        /** Drawn by the engine's generator, as the masks of dropout are: that of a single number. */
        private static boolean survives(PtNDArray one, double survival) {
            try (PtNDArray drawn = JniUtils.dropout(one, 1 - survival, true)) {
                return Tensors.number(drawn) > 0;
            }
        }

        private Operation concatenation(Concatenation block) {
            List<Operation> path = operations(block.path());
            return (values, mode) -> JniUtils.cat(new PtNDArray[] {values, Forward.apply(path, values, mode)}, CHANNEL);
        }

        private Operation branches(Branches branches) {
            List<List<Operation>> paths =
                    branches.paths().stream().map(this::operations).toList();
            return (values, mode) -> JniUtils.cat(
                    paths.stream()
                            .map(path -> Forward.apply(path, values, mode))
                            .toArray(PtNDArray[]::new),
                    CHANNEL);
        }

        /** The results belong to the pass, as its own do. */
        private Operation auxiliary(Layer.Auxiliary classifier) {
            List<Operation> path = operations(classifier.path());
            return (values, mode) -> {
                if (mode == Mode.TRAINING) {
                    auxiliary.add(new Auxiliary(Forward.apply(path, values, mode), classifier.weight()));
                }
                return values;
            };
        }

        private static Operation shortcut(dev.rangefinder.model.spec.Shape from, dev.rangefinder.model.spec.Shape to) {
            if (from.equals(to)) {
                return (values, mode) -> values;
            }
            long rows = Math.ceilDiv(from.height(), to.height());
            long columns = Math.ceilDiv(from.width(), to.width());
            long[] added = {0, 0, 0, 0, 0, to.channels() - from.channels()};
            return (values, mode) -> {
                PtNDArray everyRow = JniUtils.slice(values, ROW, 0, from.height(), rows);
                PtNDArray taken = JniUtils.slice(everyRow, COLUMN, 0, from.width(), columns);
                return JniUtils.pad(taken, added, 0);
            };
        }
    }
}
