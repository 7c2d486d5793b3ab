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
 */
@JsonTypeName("resnet")
public record ResNet(int n) implements Architecture {

    /** Twenty layers, the smallest of the paper. */
    private static final int DEFAULT_N = 3;

    /** 1202 layers, the largest of the paper. */
    private static final int MOST_N = 200;

    private static final List<Integer> CHANNELS = List.of(16, 32, 64);

    /** Each group but the first halves the image: less would not be halved. */
    private static final int SMALLEST_EDGE = 4;

    public ResNet {
        Check.fields().between("n", n, 1, MOST_N).orThrow();
    }

    @JsonCreator
    static ResNet of(@Nullable Integer n) {
        return new ResNet(Objects.requireNonNullElse(n, DEFAULT_N));
    }

    @Override
    public Network network(Shape input, int classes) {
        if (input.height() < SMALLEST_EDGE || input.width() < SMALLEST_EDGE) {
            throw new DoesNotFitException(
                    "its images are halved twice, and must be at least %d×%d".formatted(SMALLEST_EDGE, SMALLEST_EDGE));
        }
        List<Layer> layers = new ArrayList<>(List.of(convolution(CHANNELS.getFirst(), 1), BatchNorm.USUAL, new Relu()));
        for (int channels : CHANNELS) {
            for (int block = 0; block < n; block++) {
                boolean halves = block == 0 && channels > CHANNELS.getFirst();
                layers.add(new Residual(List.of(
                        convolution(channels, halves ? 2 : 1),
                        BatchNorm.USUAL,
                        new Relu(),
                        convolution(channels, 1),
                        BatchNorm.USUAL)));
                layers.add(new Relu());
            }
        }
        layers.add(new GlobalAverage());
        layers.add(new Linear(classes));
        return new Network(input, layers);
    }

    /** Without a bias, which the batch norm behind it would take away again. */
    private static Convolution convolution(int channels, int stride) {
        return new Convolution(channels, 3, stride, 1, ParameterSpec.HE, null);
    }
}
