package dev.rangefinder.trainer.djl.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.model.spec.AlexNet;
import dev.rangefinder.model.spec.Architecture;
import dev.rangefinder.model.spec.Cifar10Full;
import dev.rangefinder.model.spec.Cifar10FullSigmoidBn;
import dev.rangefinder.model.spec.Cifar10Quick;
import dev.rangefinder.model.spec.DenseNet;
import dev.rangefinder.model.spec.GoogLeNet;
import dev.rangefinder.model.spec.Gpt;
import dev.rangefinder.model.spec.LeNet;
import dev.rangefinder.model.spec.LinearModel;
import dev.rangefinder.model.spec.Mlp;
import dev.rangefinder.model.spec.Network;
import dev.rangefinder.model.spec.ResNet;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.model.spec.Vit;
import dev.rangefinder.testing.TorchTest;
import dev.rangefinder.trainer.TestedEngine;
import dev.rangefinder.trainer.djl.network.Trainee.Mode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every network against loops in double, on images whose edges every kind of pooling meets. */
@TorchTest
class ForwardTests {

    private static final Shape IMAGE = new Shape(14, 12, 3);

    /** In which the pools of AlexNet and GoogLeNet find something. */
    private static final Shape LARGER = new Shape(47, 48, 3);

    private static final Shape WINDOW = new Shape(1, 9, 1);
    private static final int CLASSES = 7;

    /** A few hundred rounding errors of a float, on outputs that are sums over a thousand products. */
    private static final double TOLERANCE = 1e-4;

    @BeforeAll
    static void loadTheEngine() throws IOException {
        TestedEngine.load();
    }

    static Stream<Architecture> architectures() {
        return Stream.of(
                new LinearModel(),
                new Mlp(List.of(20, 10), 0, true),
                new LeNet(),
                new Cifar10Quick(),
                new Cifar10Full(),
                new Cifar10FullSigmoidBn(),
                new ResNet(2),
                new DenseNet(10, 4, false, 0),
                new DenseNet(10, 4, true, 0),
                new AlexNet(7, 0),
                new GoogLeNet(0, 0),
                new Vit(2, 2, 12, 3, 0),
                new Gpt(2, 12, 2, 0, true),
                new Gpt(1, 12, 4, 0, false));
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void outputsAreThoseOfLoopsInDouble(Architecture architecture) {
        Shape size = architecture instanceof AlexNet || architecture instanceof GoogLeNet ? LARGER : IMAGE;
        Network network = architecture.network(architecture.readsTokens() ? WINDOW : size, CLASSES);
        try (Passes passes = new Passes(network)) {
            List<Double> expected = new ArrayList<>();
            for (double[][][] image : Naive.outputs(network, passes.weights(), passes.images())) {
                for (int place = 0; place < image[0][0].length; place++) {
                    for (double[][] output : image) {
                        expected.add(output[0][place]);
                    }
                }
            }
            float[] outputs = passes.outputs(Mode.TRAINING);
            double largest = expected.stream().mapToDouble(Math::abs).max().orElseThrow();
            int each = architecture.readsTokens() ? WINDOW.width() * CLASSES : CLASSES;
            assertThat(outputs).hasSize(Passes.BATCH * each).hasSameSizeAs(expected);
            assertThat(largest).isGreaterThan(0.1);
            for (int i = 0; i < outputs.length; i++) {
                assertThat((double) outputs[i]).isCloseTo(expected.get(i), within(TOLERANCE * largest));
            }
        }
    }
}
