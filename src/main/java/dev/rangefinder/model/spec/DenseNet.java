package dev.rangefinder.model.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.model.spec.Layer.BatchNorm;
import dev.rangefinder.model.spec.Layer.Concatenation;
import dev.rangefinder.model.spec.Layer.Convolution;
import dev.rangefinder.model.spec.Layer.Dropout;
import dev.rangefinder.model.spec.Layer.GlobalAverage;
import dev.rangefinder.model.spec.Layer.Linear;
import dev.rangefinder.model.spec.Layer.Pool;
import dev.rangefinder.model.spec.Layer.Relu;
import dev.rangefinder.shared.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The densely connected network for CIFAR of Huang et al., arXiv 1608.06993, section 3: three blocks, in which each layer
 * sees the output of all before it.
 *
 * @param layers of the whole network: convolutions on the way from the first to the last of a block, the transitions, and
 *     the linear one
 * @param growth the channels that each layer adds
 * @param compressed the form BC: in front of each 3×3 convolution one of 1×1 with four times its channels, and
 *     transitions that halve the channels
 * @param dropout the share that is dropped behind each convolution but the first
 */
@JsonTypeName("densenet")
public record DenseNet(int layers, int growth, boolean compressed, double dropout) implements Architecture {

    /** Forty layers with twelve channels each, the smallest of the paper. */
    private static final int DEFAULT_LAYERS = 40;

    private static final int DEFAULT_GROWTH = 12;

    /** 250 layers, and 40 channels, are the largest of the paper. */
    private static final int MOST_LAYERS = 400;

    private static final int MOST_GROWTH = 64;

    private static final int BLOCKS = 3;

    /** The first convolution, two transitions, and the linear layer. */
    private static final int LAYERS_BESIDE_BLOCKS = 4;

    private static final int FIRST_CHANNELS = 16;

    private static final int BOTTLENECK = 4;

    /** Two transitions halve the image: less would not be halved. */
    private static final int SMALLEST_EDGE = 4;

    public DenseNet {
        int step = BLOCKS * convolutions(compressed);
        Check.fields()
                .that(
                        layers > LAYERS_BESIDE_BLOCKS
                                && layers <= MOST_LAYERS
                                && (layers - LAYERS_BESIDE_BLOCKS) % step == 0,
                        "layers",
                        layers,
                        "4 and a multiple of %d, at most %d".formatted(step, MOST_LAYERS))
                .between("growth", growth, 1, MOST_GROWTH)
                .that(dropout >= 0 && dropout < 1, "dropout", dropout, "a number from 0 up to, not including, 1")
                .orThrow();
    }

    @JsonCreator
    static DenseNet of(
            @Nullable Integer layers,
            @Nullable Integer growth,
            @Nullable Boolean compressed,
            @Nullable Double dropout) {
        return new DenseNet(
                Objects.requireNonNullElse(layers, DEFAULT_LAYERS),
                Objects.requireNonNullElse(growth, DEFAULT_GROWTH),
                Objects.requireNonNullElse(compressed, false),
                Objects.requireNonNullElse(dropout, 0.0));
    }

    private static int convolutions(boolean compressed) {
        return compressed ? 2 : 1;
    }

    @Override
    public Network network(Shape input, int classes) {
        if (input.height() < SMALLEST_EDGE || input.width() < SMALLEST_EDGE) {
            throw new DoesNotFitException(
                    "its images are halved twice, and must be at least %d×%d".formatted(SMALLEST_EDGE, SMALLEST_EDGE));
        }
        int channels = compressed ? 2 * growth : FIRST_CHANNELS;
        int perBlock = (layers - LAYERS_BESIDE_BLOCKS) / BLOCKS / convolutions(compressed);
        List<Layer> all = new ArrayList<>(List.of(convolution(channels, 3)));
        for (int block = 0; block < BLOCKS; block++) {
            if (block > 0) {
                channels = compressed ? channels / 2 : channels;
                addConvolution(all, channels, 1);
                all.add(new Pool(Pool.Kind.AVERAGE, 2, 2, Pool.Edge.DROPPED));
            }
            for (int i = 0; i < perBlock; i++) {
                all.add(new Concatenation(path()));
                channels += growth;
            }
        }
        all.add(BatchNorm.USUAL);
        all.add(new Relu());
        all.add(new GlobalAverage());
        all.add(new Linear(classes));
        return new Network(input, all);
    }

    private List<Layer> path() {
        List<Layer> path = new ArrayList<>();
        if (compressed) {
            addConvolution(path, BOTTLENECK * growth, 1);
        }
        addConvolution(path, growth, 3);
        return path;
    }

    private void addConvolution(List<Layer> to, int channels, int kernel) {
        to.add(BatchNorm.USUAL);
        to.add(new Relu());
        to.add(convolution(channels, kernel));
        if (dropout > 0) {
            to.add(new Dropout(dropout));
        }
    }

    private static Convolution convolution(int channels, int kernel) {
        return new Convolution(channels, kernel, 1, kernel / 2, ParameterSpec.HE, null);
    }
}
