package dev.rangefinder.model.spec;

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
import java.util.ArrayList;
import java.util.List;

/**
 * Layers that fit one behind the other from an input shape to one output per class, or to as many for each token of a
 * text; others cannot exist.
 */
public record Network(Shape input, List<Layer> layers) {

    /**
     * Checks that the layers fit one behind the other.
     *
     * @throws DoesNotFitException if a layer would have nothing left to work on
     */
    public Network {
        layers = List.copyOf(layers);
        walk(input, layers, new ArrayList<>());
    }

    /** A layer where it stands. */
    public record ShapedLayer(Layer layer, Shape input, Shape output) {}

    /** Every layer in the order of the forward pass, a block in front of the layers inside it. */
    public List<ShapedLayer> shapedLayers() {
        List<ShapedLayer> shapedLayers = new ArrayList<>();
        walk(input, layers, shapedLayers);
        return List.copyOf(shapedLayers);
    }

    public long parameterCount() {
        return shapedLayers().stream().mapToLong(Network::parameterCount).sum();
    }

    /** The smallest batch that it can be trained on: batch norm needs two values of each channel. */
    public int smallestBatch() {
        return shapedLayers().stream()
                        .anyMatch(layer -> layer.layer() instanceof BatchNorm
                                && layer.input().height() * layer.input().width() == 1)
                ? 2
                : 1;
    }

    private static long parameterCount(ShapedLayer layer) {
        long channels = layer.input().channels();
        return switch (layer.layer()) {
            case Convolution c ->
                channels / c.groups() * c.kernel() * c.kernel() * c.channels() + (c.bias() == null ? 0 : c.channels());
            case Linear linear -> (layer.input().size() + 1L) * linear.outputs();
            case BatchNorm norm -> norm.affine() == BatchNorm.Affine.LEARNED ? 2 * channels : 0;
            case Pool ignored -> 0;
            case GlobalAverage ignored -> 0;
            case LocalResponseNorm ignored -> 0;
            case CrossChannelNorm ignored -> 0;
            case Relu ignored -> 0;
            case Sigmoid ignored -> 0;
            case Dropout ignored -> 0;
            case Residual ignored -> 0;
            case Concatenation ignored -> 0;
            case Branches ignored -> 0;
            case Auxiliary ignored -> 0;
            case Embedding table -> (long) table.tokens() * table.width();
            case Positions ignored -> layer.input().size();
            case Sequence ignored -> 0;
            case LayerNorm ignored -> 2 * channels;
            case Attention ignored -> 4 * (channels + 1) * channels;
            case Projection projection -> (channels + (projection.bias() == null ? 0 : 1)) * projection.outputs();
            case Gelu ignored -> 0;
            case TokenScores ignored -> 0;
            case MeanPlace ignored -> 0;
        };
    }

    /** Whether its input is the tokens of a text, which its first layer embeds. */
    public boolean readsTokens() {
        return layers.getFirst() instanceof Embedding;
    }

    /** Adds the steps of the layers to those before, and returns the shape behind the last. */
    private static Shape walk(Shape input, List<Layer> layers, List<ShapedLayer> shapedLayers) {
        Shape in = input;
        for (Layer layer : layers) {
            Shape out = after(layer, in);
            shapedLayers.add(new ShapedLayer(layer, in, out));
            if (out.height() < 1 || out.width() < 1 || out.channels() < 1) {
                throw new DoesNotFitException("layer %d, %s, has nothing left to work on: its input is %s"
                        .formatted(shapedLayers.size(), layer.name(), in));
            }
            for (List<Layer> path : pathsOf(layer)) {
                walk(in, path, shapedLayers);
            }
            in = out;
        }
        return in;
    }

    /** Of a layer that has others inside. */
    private static List<List<Layer>> pathsOf(Layer layer) {
        if (layer instanceof Residual block) {
            return List.of(block.path());
        }
        if (layer instanceof Concatenation block) {
            return List.of(block.path());
        }
        if (layer instanceof Auxiliary classifier) {
            return List.of(classifier.path());
        }
        return layer instanceof Branches branches ? branches.paths() : List.of();
    }

    private static Shape after(Layer layer, Shape in) {
        return switch (layer) {
            case Convolution c ->
                new Shape(
                        windows(in.height() + 2 * c.padding(), c.kernel(), c.stride(), Pool.Edge.DROPPED),
                        windows(in.width() + 2 * c.padding(), c.kernel(), c.stride(), Pool.Edge.DROPPED),
                        c.channels());
            case Pool pool ->
                new Shape(
                        windows(in.height() + 2 * pool.padding(), pool.kernel(), pool.stride(), pool.edge()),
                        windows(in.width() + 2 * pool.padding(), pool.kernel(), pool.stride(), pool.edge()),
                        in.channels());
            case Linear linear -> new Shape(1, 1, linear.outputs());
            case GlobalAverage ignored -> new Shape(1, 1, in.channels());
            case BatchNorm ignored -> in;
            case LocalResponseNorm ignored -> in;
            case CrossChannelNorm ignored -> in;
            case Relu ignored -> in;
            case Sigmoid ignored -> in;
            case Dropout ignored -> in;
            case Residual block -> walk(in, block.path(), new ArrayList<>());
            case Concatenation block ->
                new Shape(
                        in.height(),
                        in.width(),
                        in.channels()
                                + walk(in, block.path(), new ArrayList<>()).channels());
            case Branches branches -> {
                List<Shape> each = branches.paths().stream()
                        .map(path -> walk(in, path, new ArrayList<>()))
                        .toList();
                yield new Shape(
                        each.getFirst().height(),
                        each.getFirst().width(),
                        each.stream().mapToInt(Shape::channels).sum());
            }
            case Auxiliary ignored -> in;
            case Embedding table -> new Shape(1, in.width(), table.width());
            case Positions ignored -> in;
            case Sequence ignored -> new Shape(1, in.height() * in.width(), in.channels());
            case LayerNorm ignored -> in;
            case Attention ignored -> in;
            case Projection projection -> new Shape(1, in.width(), projection.outputs());
            case Gelu ignored -> in;
            case TokenScores scores -> new Shape(1, in.width(), scores.tokens());
            case MeanPlace ignored -> new Shape(1, 1, in.channels());
        };
    }

    /** How many windows there are along an edge; less than 1 where there is none. */
    private static int windows(int length, int kernel, int stride, Pool.Edge edge) {
        return switch (edge) {
            case DROPPED -> Math.floorDiv(length - kernel, stride) + 1;
            case KEPT -> Math.ceilDiv(length - kernel, stride) + 1;
        };
    }
}
