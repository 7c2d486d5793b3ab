package dev.rangefinder.model.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.model.spec.Layer.BatchNorm;
import dev.rangefinder.model.spec.Layer.Convolution;
import dev.rangefinder.model.spec.Layer.GlobalAverage;
import dev.rangefinder.model.spec.Layer.Linear;
import dev.rangefinder.model.spec.Layer.Relu;
import dev.rangefinder.model.spec.Layer.Residual;
import dev.rangefinder.shared.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The residual network for CIFAR of He et al., arXiv 1512.03385, section 4.2: {@code 6n + 2} layers, in three groups of
 * {@code n} blocks with 16, 32 and 64 channels.
 *
 * @param stochasticDepth with what probability the last block takes part in a step of training; those before it do with
 *     probabilities that fall linearly from 1 (Huang et al., arXiv 1603.09382, equation 4). Absent, all always do.
 */
@JsonTypeName("resnet")
public record ResNet(int n, @Nullable Double stochasticDepth) implements Architecture {

    /** Twenty layers, the smallest of the paper. */
    private static final int DEFAULT_N = 3;

    /** 1202 layers, the largest of the paper. */
    private static final int MOST_N = 200;

    private static final List<Integer> CHANNELS = List.of(16, 32, 64);

    /** Each group but the first halves the image: less would not be halved. */
    private static final int SMALLEST_EDGE = 4;

    public ResNet {
        Check.fields()
                .between("n", n, 1, MOST_N)
                .that(
                        stochasticDepth == null || (stochasticDepth > 0 && stochasticDepth <= 1),
                        "stochastic_depth",
                        stochasticDepth,
                        "a number above 0, at most 1: the probability of the last block")
                .orThrow();
    }

    /** All of whose blocks always take part. */
    public ResNet(int n) {
        this(n, null);
    }

    @JsonCreator
    static ResNet of(@Nullable Integer n, @Nullable Double stochasticDepth) {
        return new ResNet(Objects.requireNonNullElse(n, DEFAULT_N), stochasticDepth);
    }

    @Override
    public Network network(Shape input, int classes) {
        if (input.height() < SMALLEST_EDGE || input.width() < SMALLEST_EDGE) {
            throw new DoesNotFitException(
                    "its images are halved twice, and must be at least %d×%d".formatted(SMALLEST_EDGE, SMALLEST_EDGE));
        }
        List<Layer> layers = new ArrayList<>(List.of(convolution(CHANNELS.getFirst(), 1), BatchNorm.USUAL, new Relu()));
        int blocks = 0;
        for (int channels : CHANNELS) {
            for (int block = 0; block < n; block++) {
                boolean halves = block == 0 && channels > CHANNELS.getFirst();
                blocks++;
                layers.add(new Residual(
                        List.of(
                                convolution(channels, halves ? 2 : 1),
                                BatchNorm.USUAL,
                                new Relu(),
                                convolution(channels, 1),
                                BatchNorm.USUAL),
                        survival(blocks)));
                layers.add(new Relu());
            }
        }
        layers.add(new GlobalAverage());
        layers.add(new Linear(classes));
        return new Network(input, layers);
    }

    private double survival(int block) {
        double last = Objects.requireNonNullElse(stochasticDepth, 1.0);
        return 1 - (double) block / (CHANNELS.size() * n) * (1 - last);
    }

    /** Without a bias, which the batch norm behind it would take away again. */
    private static Convolution convolution(int channels, int stride) {
        return new Convolution(channels, 3, stride, 1, ParameterSpec.HE, null);
    }
}
