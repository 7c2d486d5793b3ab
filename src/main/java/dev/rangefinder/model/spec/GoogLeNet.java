package dev.rangefinder.model.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.model.spec.Layer.Auxiliary;
import dev.rangefinder.model.spec.Layer.Branches;
import dev.rangefinder.model.spec.Layer.Convolution;
import dev.rangefinder.model.spec.Layer.CrossChannelNorm;
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
 * Caffe's {@code bvlc_googlenet}: the network of Szegedy et al., arXiv 1409.4842, table 1, with its two auxiliary
 * classifiers. Made for images of 224 × 224, of which only these depend on the size.
 *
 * @param dropout in front of the classifier
 * @param auxiliaryDropout in front of each auxiliary one
 */
@JsonTypeName("googlenet")
public record GoogLeNet(double dropout, double auxiliaryDropout) implements Architecture {

    private static final double DEFAULT_DROPOUT = 0.4;
    private static final double DEFAULT_AUXILIARY_DROPOUT = 0.7;

    /** Of the losses of the auxiliary classifiers (section 5). */
    private static final double AUXILIARY_WEIGHT = 0.3;

    private static final int AUXILIARY_HIDDEN = 1024;
    private static final double BIAS = 0.2;

    private static final CrossChannelNorm NORM = new CrossChannelNorm(5, 1e-4, 0.75);
    private static final Pool SAME_SIZE = new Pool(Pool.Kind.MAX, 3, 1, 1, Pool.Edge.DROPPED);

    public GoogLeNet {
        Check.fields()
                .that(dropout >= 0 && dropout < 1, "dropout", dropout, "a number from 0 up to, not including, 1")
                .that(
                        auxiliaryDropout >= 0 && auxiliaryDropout < 1,
                        "auxiliary_dropout",
                        auxiliaryDropout,
                        "a number from 0 up to, not including, 1")
                .orThrow();
    }

    @JsonCreator
    static GoogLeNet of(@Nullable Double dropout, @Nullable Double auxiliaryDropout) {
        return new GoogLeNet(
                Objects.requireNonNullElse(dropout, DEFAULT_DROPOUT),
                Objects.requireNonNullElse(auxiliaryDropout, DEFAULT_AUXILIARY_DROPOUT));
    }

    @Override
    public Network network(Shape input, int classes) {
        List<Layer> layers = new ArrayList<>();
        add(layers, 64, 7, 2, 3);
        layers.add(Caffe.MAX_POOL);
        layers.add(NORM);
        add(layers, 64, 1, 1, 0);
        add(layers, 192, 3, 1, 1);
        layers.add(NORM);
        layers.add(Caffe.MAX_POOL);
        layers.add(inception(64, 96, 128, 16, 32, 32));
        layers.add(inception(128, 128, 192, 32, 96, 64));
        layers.add(Caffe.MAX_POOL);
        layers.add(inception(192, 96, 208, 16, 48, 64));
        layers.add(auxiliary(classes));
        layers.add(inception(160, 112, 224, 24, 64, 64));
        layers.add(inception(128, 128, 256, 24, 64, 64));
        layers.add(inception(112, 144, 288, 32, 64, 64));
        layers.add(auxiliary(classes));
        layers.add(inception(256, 160, 320, 32, 128, 128));
        layers.add(Caffe.MAX_POOL);
        layers.add(inception(256, 160, 320, 32, 128, 128));
        layers.add(inception(384, 192, 384, 48, 128, 128));
        layers.add(new GlobalAverage());
        addDropout(layers, dropout);
        layers.add(linear(classes, 0));
        return new Network(input, layers);
    }

    /** The columns of table 1: 1×1, 3×3 behind its reduction, 5×5 behind its own, and the projection behind the pool. */
    private static Layer inception(int one, int threeReduced, int three, int fiveReduced, int five, int pooled) {
        List<Layer> ones = new ArrayList<>();
        add(ones, one, 1, 1, 0);
        List<Layer> threes = new ArrayList<>();
        add(threes, threeReduced, 1, 1, 0);
        add(threes, three, 3, 1, 1);
        List<Layer> fives = new ArrayList<>();
        add(fives, fiveReduced, 1, 1, 0);
        add(fives, five, 5, 1, 2);
        List<Layer> pools = new ArrayList<>(List.of(SAME_SIZE));
        add(pools, pooled, 1, 1, 0);
        return new Branches(List.of(ones, threes, fives, pools));
    }

    private Layer auxiliary(int classes) {
        List<Layer> path = new ArrayList<>(List.of(new Pool(Pool.Kind.AVERAGE, 5, 3, Pool.Edge.KEPT)));
        add(path, 128, 1, 1, 0);
        path.add(linear(AUXILIARY_HIDDEN, BIAS));
        path.add(new Relu());
        addDropout(path, auxiliaryDropout);
        path.add(linear(classes, 0));
        return new Auxiliary(path, AUXILIARY_WEIGHT);
    }

    private static void add(List<Layer> to, int channels, int kernel, int stride, int padding) {
        to.add(new Convolution(channels, kernel, stride, padding, ParameterSpec.XAVIER, bias(BIAS)));
        to.add(new Relu());
    }

    private static void addDropout(List<Layer> to, double share) {
        if (share > 0) {
            to.add(new Dropout(share));
        }
    }

    private static Linear linear(int outputs, double bias) {
        return new Linear(outputs, ParameterSpec.XAVIER, bias(bias));
    }

    /** Learned twice as fast, and without weight decay. */
    private static ParameterSpec bias(double initial) {
        return new ParameterSpec(new ParameterSpec.Initial.Constant(initial), 2, 0);
    }
}
