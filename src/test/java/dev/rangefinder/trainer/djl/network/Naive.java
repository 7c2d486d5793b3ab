package dev.rangefinder.trainer.djl.network;

import dev.rangefinder.model.spec.Layer;
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
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.trainer.djl.engine.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** The forward pass of training as it is written in papers: loop by loop, in double, without a library. */
final class Naive {

    private final List<Network.ShapedLayer> steps;
    private final Weights weights;
    private int next;

    private Naive(Network network, Weights weights) {
        this.steps = network.shapedLayers();
        this.weights = weights;
    }

    /** Images by sample, channel, row and column. */
    static List<double[][][]> outputs(Network network, Weights weights, List<double[][][]> inputs) {
        return new Naive(network, weights).through(network.layers(), inputs);
    }

    private List<double[][][]> through(List<Layer> layers, List<double[][][]> inputs) {
        List<double[][][]> values = inputs;
        for (Layer layer : layers) {
            int step = next++;
            values = through(layer, steps.get(step), learned(step), values);
        }
        return values;
    }

    private List<float[]> learned(int step) {
        return weights.of(step).stream()
                .map(parameter -> Tensors.floats(parameter.value()))
                .toList();
    }

    private List<double[][][]> through(
            Layer layer, Network.ShapedLayer step, List<float[]> learned, List<double[][][]> values) {
        Shape out = step.output();
        return switch (layer) {
            case Convolution c -> each(values, image -> convolved(image, c, learned, out));
            case Linear ignored -> each(values, image -> linear(image, learned, out));
            case Pool pool -> each(values, image -> pooled(image, pool, out));
            case GlobalAverage ignored -> each(values, Naive::averaged);
            case BatchNorm ignored -> normalised(values, learned);
            case LocalResponseNorm norm -> each(values, image -> responseNormalised(image, norm));
            case CrossChannelNorm norm -> each(values, image -> crossNormalised(image, norm));
            case Relu ignored -> each(values, image -> mapped(image, value -> Math.max(0, value)));
            case Sigmoid ignored -> each(values, image -> mapped(image, value -> 1 / (1 + Math.exp(-value))));
            case Dropout ignored -> throw new IllegalArgumentException("dropout is drawn, not computed");
            case Residual block -> sums(through(block.path(), values), values, step);
            case Concatenation block -> joined(values, through(block.path(), values));
            case Branches branches ->
                branches.paths().stream()
                        .map(path -> through(path, values))
                        .reduce(Naive::joined)
                        .orElseThrow();
            case Auxiliary classifier -> {
                List<double[][][]> ignored = through(classifier.path(), values);
                yield values;
            }
            case Embedding table -> each(values, tokens -> embedded(tokens, table.width(), learned.getFirst()));
            case Positions ignored -> each(values, sequence -> moved(sequence, learned.getFirst()));
            case Sequence ignored -> each(values, Naive::rowByRow);
            case LayerNorm ignored -> each(values, sequence -> layerNormalised(sequence, learned));
            case Attention attention -> each(values, sequence -> attended(sequence, attention, learned));
            case Projection ignored -> each(values, sequence -> projected(sequence, learned));
            case Gelu ignored -> each(values, sequence -> mapped(sequence, value -> value * normalShare(value)));
            case TokenScores ignored -> each(values, sequence -> projected(sequence, learned(0)));
            case MeanPlace ignored -> each(values, Naive::averaged);
        };
    }

    private interface OfImage {
        double[][][] apply(double[][][] image);
    }

    private static List<double[][][]> each(List<double[][][]> values, OfImage function) {
        return values.stream().map(function::apply).toList();
    }

    /** A value of an image, or zero beside it. */
    private static double at(double[][] plane, int row, int column) {
        return row < 0 || column < 0 || row >= plane.length || column >= plane[0].length ? 0 : plane[row][column];
    }

    private static double[][][] convolved(double[][][] image, Convolution c, List<float[]> learned, Shape out) {
        double[][][] result = new double[out.channels()][out.height()][out.width()];
        float[] weight = learned.getFirst();
        for (int o = 0; o < out.channels(); o++) {
            for (int row = 0; row < out.height(); row++) {
                for (int column = 0; column < out.width(); column++) {
                    double sum = c.bias() == null ? 0 : learned.get(1)[o];
                    int seen = image.length / c.groups();
                    int place = o * seen * c.kernel() * c.kernel();
                    int first = o / (out.channels() / c.groups()) * seen;
                    for (double[][] plane : Arrays.copyOfRange(image, first, first + seen)) {
                        for (int y = 0; y < c.kernel(); y++) {
                            for (int x = 0; x < c.kernel(); x++) {
                                sum += weight[place++]
                                        * at(
                                                plane,
                                                row * c.stride() + y - c.padding(),
                                                column * c.stride() + x - c.padding());
                            }
                        }
                    }
                    result[o][row][column] = sum;
                }
            }
        }
        return result;
    }

    private static double[][][] linear(double[][][] image, List<float[]> learned, Shape out) {
        double[][][] result = new double[out.channels()][1][1];
        int place = 0;
        for (int o = 0; o < out.channels(); o++) {
            result[o][0][0] = learned.get(1)[o];
            for (double[][] plane : image) {
                for (double[] row : plane) {
                    for (double value : row) {
                        result[o][0][0] += learned.get(0)[place++] * value;
                    }
                }
            }
        }
        return result;
    }

    private static double[][][] pooled(double[][][] image, Pool pool, Shape out) {
        double[][][] result = new double[out.channels()][out.height()][out.width()];
        for (int c = 0; c < out.channels(); c++) {
            for (int row = 0; row < out.height(); row++) {
                for (int column = 0; column < out.width(); column++) {
                    List<Double> window = new ArrayList<>();
                    int top = row * pool.stride() - pool.padding();
                    int left = column * pool.stride() - pool.padding();
                    for (int y = Math.max(0, top); y < Math.min(top + pool.kernel(), image[c].length); y++) {
                        for (int x = Math.max(0, left); x < Math.min(left + pool.kernel(), image[c][0].length); x++) {
                            window.add(image[c][y][x]);
                        }
                    }
                    result[c][row][column] = switch (pool.kind()) {
                        case MAX ->
                            window.stream().mapToDouble(value -> value).max().orElseThrow();
                        case AVERAGE ->
                            window.stream()
                                    .mapToDouble(value -> value)
                                    .average()
                                    .orElseThrow();
                    };
                }
            }
        }
        return result;
    }

    /** Of a sequence: by channel, row (there is one) and place. */
    private static double[][][] embedded(double[][][] tokens, int width, float[] table) {
        double[][][] result = new double[width][1][tokens[0][0].length];
        for (int place = 0; place < tokens[0][0].length; place++) {
            for (int c = 0; c < width; c++) {
                result[c][0][place] = table[(int) tokens[0][0][place] * width + c];
            }
        }
        return result;
    }

    private static double[][][] moved(double[][][] sequence, float[] positions) {
        double[][][] result = mapped(sequence, value -> value);
        for (int c = 0; c < result.length; c++) {
            for (int place = 0; place < result[c][0].length; place++) {
                result[c][0][place] += positions[place * result.length + c];
            }
        }
        return result;
    }

    private static double[][][] rowByRow(double[][][] image) {
        double[][][] result = new double[image.length][1][];
        for (int c = 0; c < image.length; c++) {
            result[c][0] =
                    Arrays.stream(image[c]).flatMapToDouble(Arrays::stream).toArray();
        }
        return result;
    }

    private static double[][][] layerNormalised(double[][][] sequence, List<float[]> learned) {
        double[][][] result = mapped(sequence, value -> value);
        for (int place = 0; place < sequence[0][0].length; place++) {
            double mean = 0;
            for (double[][] channel : sequence) {
                mean += channel[0][place] / sequence.length;
            }
            double variance = 0;
            for (double[][] channel : sequence) {
                variance += Math.pow(channel[0][place] - mean, 2) / sequence.length;
            }
            for (int c = 0; c < sequence.length; c++) {
                double normal = (sequence[c][0][place] - mean) / Math.sqrt(variance + 1e-5);
                result[c][0][place] = normal * learned.get(0)[c] + learned.get(1)[c];
            }
        }
        return result;
    }

    private static double[][][] projected(double[][][] sequence, List<float[]> learned) {
        int outputs = learned.getFirst().length / sequence.length;
        double[][][] result = new double[outputs][1][sequence[0][0].length];
        for (int o = 0; o < outputs; o++) {
            for (int place = 0; place < sequence[0][0].length; place++) {
                double sum = learned.size() == 1 ? 0 : learned.get(1)[o];
                for (int c = 0; c < sequence.length; c++) {
                    sum += learned.getFirst()[o * sequence.length + c] * sequence[c][0][place];
                }
                result[o][0][place] = sum;
            }
        }
        return result;
    }

    private static double[][][] attended(double[][][] sequence, Attention attention, List<float[]> learned) {
        int width = sequence.length;
        int places = sequence[0][0].length;
        int each = width / attention.heads();
        double[][][] all = projected(sequence, learned.subList(0, 2));
        double[][][] gathered = new double[width][1][places];
        for (int head = 0; head < attention.heads(); head++) {
            int first = head * each;
            for (int from = 0; from < places; from++) {
                int seen = attention.causal() ? from + 1 : places;
                double[] weights = new double[seen];
                for (int to = 0; to < seen; to++) {
                    for (int c = first; c < first + each; c++) {
                        weights[to] += all[c][0][from] * all[width + c][0][to] / Math.sqrt(each);
                    }
                }
                double sum = Arrays.stream(weights).map(Math::exp).sum();
                for (int to = 0; to < seen; to++) {
                    for (int c = first; c < first + each; c++) {
                        gathered[c][0][from] += Math.exp(weights[to]) / sum * all[2 * width + c][0][to];
                    }
                }
            }
        }
        return projected(gathered, learned.subList(2, 4));
    }

    /** How much of the normal distribution lies below, by Simpson's rule. */
    private static double normalShare(double value) {
        int steps = 2000;
        double end = Math.clamp(value, -9, 9);
        double step = end / steps;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double weight = i == 0 || i == steps ? 1 : 2 + 2 * (i % 2);
            sum += weight * Math.exp(-Math.pow(i * step, 2) / 2);
        }
        return 0.5 + sum * step / 3 / Math.sqrt(2 * Math.PI);
    }

    private static double[][][] averaged(double[][][] image) {
        double[][][] result = new double[image.length][1][1];
        for (int c = 0; c < image.length; c++) {
            for (double[] row : image[c]) {
                for (double value : row) {
                    result[c][0][0] += value / (image[c].length * row.length);
                }
            }
        }
        return result;
    }

    private static double[][][] responseNormalised(double[][][] image, LocalResponseNorm norm) {
        double[][][] result = mapped(image, value -> value);
        int reach = norm.size() / 2;
        for (int c = 0; c < image.length; c++) {
            for (int row = 0; row < image[c].length; row++) {
                for (int column = 0; column < image[c][row].length; column++) {
                    double squares = 0;
                    for (int y = row - reach; y <= row + reach; y++) {
                        for (int x = column - reach; x <= column + reach; x++) {
                            squares += Math.pow(at(image[c], y, x), 2);
                        }
                    }
                    double mean = squares / (norm.size() * norm.size());
                    result[c][row][column] /= Math.pow(1 + norm.alpha() * mean, norm.beta());
                }
            }
        }
        return result;
    }

    private static double[][][] crossNormalised(double[][][] image, CrossChannelNorm norm) {
        double[][][] result = mapped(image, value -> value);
        int reach = norm.size() / 2;
        for (int c = 0; c < image.length; c++) {
            for (int row = 0; row < image[c].length; row++) {
                for (int column = 0; column < image[c][row].length; column++) {
                    double squares = 0;
                    for (int near = Math.max(0, c - reach); near <= Math.min(image.length - 1, c + reach); near++) {
                        squares += Math.pow(image[near][row][column], 2);
                    }
                    result[c][row][column] /= Math.pow(1 + norm.alpha() * squares / norm.size(), norm.beta());
                }
            }
        }
        return result;
    }

    private static List<double[][][]> normalised(List<double[][][]> values, List<float[]> learned) {
        List<double[][][]> result = each(values, image -> mapped(image, value -> value));
        for (int c = 0; c < values.getFirst().length; c++) {
            double sum = 0;
            double squares = 0;
            int count = 0;
            for (double[][][] image : values) {
                for (double[] row : image[c]) {
                    for (double value : row) {
                        sum += value;
                        squares += value * value;
                        count++;
                    }
                }
            }
            double mean = sum / count;
            double deviation = Math.sqrt(squares / count - mean * mean + 1e-5);
            double scale = learned.isEmpty() ? 1 : learned.getFirst()[c];
            double shift = learned.isEmpty() ? 0 : learned.getLast()[c];
            for (double[][][] image : result) {
                image[c] = mapped(image, value -> (value - mean) / deviation * scale + shift)[c];
            }
        }
        return result;
    }

    private static List<double[][][]> sums(
            List<double[][][]> path, List<double[][][]> inputs, Network.ShapedLayer step) {
        int stride = Math.ceilDiv(step.input().height(), step.output().height());
        List<double[][][]> result = new ArrayList<>();
        for (int i = 0; i < path.size(); i++) {
            double[][][] sum = mapped(path.get(i), value -> value);
            for (int c = 0; c < step.input().channels(); c++) {
                for (int row = 0; row < sum[c].length; row++) {
                    for (int column = 0; column < sum[c][row].length; column++) {
                        sum[c][row][column] += inputs.get(i)[c][row * stride][column * stride];
                    }
                }
            }
            result.add(sum);
        }
        return result;
    }

    private static List<double[][][]> joined(List<double[][][]> inputs, List<double[][][]> path) {
        List<double[][][]> result = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            List<double[][]> planes = new ArrayList<>(List.of(inputs.get(i)));
            planes.addAll(List.of(path.get(i)));
            result.add(planes.toArray(double[][][]::new));
        }
        return result;
    }

    private static double[][][] mapped(double[][][] image, DoubleUnaryOperator function) {
        double[][][] result = new double[image.length][image[0].length][image[0][0].length];
        for (int c = 0; c < image.length; c++) {
            for (int row = 0; row < image[c].length; row++) {
                for (int column = 0; column < image[c][row].length; column++) {
                    result[c][row][column] = function.applyAsDouble(image[c][row][column]);
                }
            }
        }
        return result;
    }
}
