package dev.rangefinder.model.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.model.spec.Layer.Convolution;
import dev.rangefinder.model.spec.Layer.CrossChannelNorm;
import dev.rangefinder.model.spec.Layer.Dropout;
import dev.rangefinder.model.spec.Layer.Linear;
import dev.rangefinder.model.spec.Layer.Relu;
import dev.rangefinder.shared.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Caffe's {@code bvlc_alexnet}: the network of Krizhevsky, Sutskever and Hinton (ImageNet classification with deep
 * convolutional neural networks, 2012, section 3.5), in one column, whose second, fourth and fifth convolutions are in two
 * groups. Made for images of 227 × 227, of which only the first fully connected layer depends on the size.
 *
 * @param hidden units of the two fully connected layers
 * @param dropout behind these
 */
@JsonTypeName("alexnet")
public record AlexNet(int hidden, double dropout) implements Architecture {

    private static final int DEFAULT_HIDDEN = 4096;
    private static final double DEFAULT_DROPOUT = 0.5;
    private static final int MOST_HIDDEN = 16_384;

    private static final int GROUPS = 2;
    private static final double DEVIATION = 0.01;
    private static final double HIDDEN_DEVIATION = 0.005;

    /** Of biases that keep their ReLU alive in the beginning. */
    private static final double BIAS = 0.1;

    private static final CrossChannelNorm NORM = new CrossChannelNorm(5, 1e-4, 0.75);

    public AlexNet {
        Check.fields()
                .between("hidden", hidden, 1, MOST_HIDDEN)
                .that(dropout >= 0 && dropout < 1, "dropout", dropout, "a number from 0 up to, not including, 1")
                .orThrow();
    }

    @JsonCreator
    static AlexNet of(@Nullable Integer hidden, @Nullable Double dropout) {
        return new AlexNet(
                Objects.requireNonNullElse(hidden, DEFAULT_HIDDEN),
                Objects.requireNonNullElse(dropout, DEFAULT_DROPOUT));
    }

    @Override
    public Network network(Shape input, int classes) {
        List<Layer> layers = new ArrayList<>(List.of(
                convolution(96, 11, 4, 0, 1, 0),
                new Relu(),
                NORM,
                Caffe.MAX_POOL,
                convolution(256, 5, 1, 2, GROUPS, BIAS),
                new Relu(),
                NORM,
                Caffe.MAX_POOL,
                convolution(384, 3, 1, 1, 1, 0),
                new Relu(),
                convolution(384, 3, 1, 1, GROUPS, BIAS),
                new Relu(),
                convolution(256, 3, 1, 1, GROUPS, BIAS),
                new Relu(),
                Caffe.MAX_POOL));
        for (int i = 0; i < 2; i++) {
            layers.add(new Linear(hidden, ParameterSpec.normal(HIDDEN_DEVIATION), bias(BIAS)));
            layers.add(new Relu());
            if (dropout > 0) {
                layers.add(new Dropout(dropout));
            }
        }
        layers.add(new Linear(classes, ParameterSpec.normal(DEVIATION), bias(0)));
        return new Network(input, layers);
    }

    private static Convolution convolution(int channels, int kernel, int stride, int padding, int groups, double bias) {
        return new Convolution(channels, kernel, stride, padding, groups, ParameterSpec.normal(DEVIATION), bias(bias));
    }

    /** Learned twice as fast, and without weight decay. */
    private static ParameterSpec bias(double initial) {
        return new ParameterSpec(new ParameterSpec.Initial.Constant(initial), 2, 0);
    }
}
