package dev.rangefinder.model.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rangefinder.shared.InvalidValuesException;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkTests {

    private static final Shape CIFAR = new Shape(32, 32, 3);

    @Test
    void leNetOnTwentyEightPixelsHasItsKnownShapesAndParameters() {
        Network network = new LeNet().network(new Shape(28, 28, 1), 10);
        assertThat(network.shapedLayers())
                .extracting(Network.ShapedLayer::output)
                .contains(new Shape(28, 28, 6), new Shape(14, 14, 6), new Shape(10, 10, 16), new Shape(5, 5, 16));
        assertThat(network.parameterCount()).isEqualTo(61_706);
    }

    @Test
    void anMlpTakesAnyShape() {
        Network network = new Mlp(List.of(256)).network(new Shape(28, 28, 1), 10);
        assertThat(network.parameterCount()).isEqualTo(784 * 256 + 256 + 256 * 10 + 10);
        assertThat(new Mlp(List.of()).network(new Shape(1, 1, 2), 3).parameterCount())
                .isEqualTo(9);
    }

    /** Worked out by hand: {@code 32·(3·25) + 32} and so on. */
    @Test
    void caffesNetsHaveTheirKnownShapesAndParameters() {
        assertThat(new Cifar10Quick().network(CIFAR, 10).parameterCount())
                .isEqualTo(2_432 + 25_632 + 51_264 + 65_600 + 650);
        Network full = new Cifar10Full().network(CIFAR, 10);
        assertThat(full.parameterCount()).isEqualTo(2_432 + 25_632 + 51_264 + 10_250);
        assertThat(full.shapedLayers())
                .extracting(Network.ShapedLayer::output)
                .contains(new Shape(16, 16, 32), new Shape(8, 8, 32), new Shape(4, 4, 64));
        assertThat(new Cifar10FullSigmoidBn().network(CIFAR, 10).parameterCount())
                .isEqualTo(2_400 + 25_600 + 51_200 + 10_250);
    }

    /**
     * He et al. say 0.27, 0.85 and 1.7 million (table 6); the last digits are those of option A without a single bias
     * but the last.
     */
    @ParameterizedTest
    @CsvSource({"3, 20, 269722", "9, 56, 853018", "18, 110, 1727962"})
    void aResNetHasItsKnownParametersAndLayers(int n, int layers, long parameters) {
        Network network = new ResNet(n).network(CIFAR, 10);
        assertThat(network.parameterCount()).isEqualTo(parameters);
        assertThat(network.shapedLayers().stream()
                        .filter(step ->
                                step.layer() instanceof Layer.Convolution || step.layer() instanceof Layer.Linear))
                .hasSize(layers);
        assertThat(network.shapedLayers().getLast().input()).isEqualTo(new Shape(1, 1, 64));
    }

    /** Each of the blocks survives less likely than the one before: 1 - l / 54 · (1 - 0.5). */
    @Test
    void stochasticDepthFallsLinearly() {
        List<Double> survival = new ResNet(18, 0.5)
                .network(CIFAR, 10).layers().stream()
                        .flatMap(layer ->
                                layer instanceof Layer.Residual block ? Stream.of(block.survival()) : Stream.empty())
                        .toList();
        assertThat(survival).hasSize(54).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(survival.getFirst()).isEqualTo(1 - 0.5 / 54);
        assertThat(survival.get(26)).isEqualTo(0.75);
        assertThat(survival.getLast()).isEqualTo(0.5);
        assertThatThrownBy(() -> new ResNet(3, 0.0)).hasMessageContaining("stochastic_depth is 0.0");
        assertThatThrownBy(() -> new ResNet(3, 1.5)).hasMessageContaining("stochastic_depth is 1.5");
    }

    /** By hand, with c channels in front of a layer: 2c + 9·12·c, or 2c + 48c + 2·48 + 9·12·48; table 2 says 1.0 and 0.8 million. */
    @ParameterizedTest
    @CsvSource({"40, 12, false, 1019722", "100, 12, true, 769162"})
    void aDenseNetHasItsKnownParameters(int layers, int growth, boolean compressed, long parameters) {
        Network network = new DenseNet(layers, growth, compressed, 0).network(CIFAR, 10);
        assertThat(network.parameterCount()).isEqualTo(parameters);
        assertThat(network.shapedLayers().stream()
                        .filter(step ->
                                step.layer() instanceof Layer.Convolution || step.layer() instanceof Layer.Linear))
                .hasSize(layers);
        assertThat(new DenseNet(layers, growth, compressed, 0.2)
                        .network(CIFAR, 10).shapedLayers().stream()
                                .filter(step -> step.layer() instanceof Layer.Dropout))
                .as("behind each convolution but the first")
                .hasSize(layers - 2);
    }

    /**
     * By hand: 96·(3·11² + 1), 256·(48·5² + 1), 384·(256·3² + 1), 384·(192·3² + 1), 256·(192·3² + 1), 4096·(256·6² + 1),
     * 4096·(4096 + 1) and 1000·(4096 + 1).
     */
    @Test
    void anAlexNetHasItsKnownParametersAndMultipliers() {
        Network network = new AlexNet(4096, 0.5).network(new Shape(227, 227, 3), 1000);
        assertThat(network.parameterCount())
                .isEqualTo(34_944 + 307_456 + 885_120 + 663_936 + 442_624 + 37_752_832 + 16_781_312 + 4_097_000)
                .isEqualTo(60_965_224);
        assertThat(network.shapedLayers().stream()
                        .filter(step -> step.layer() instanceof Layer.Pool)
                        .map(Network.ShapedLayer::output))
                .containsExactly(new Shape(27, 27, 96), new Shape(13, 13, 256), new Shape(6, 6, 256));
        assertThat(network.layers().stream()
                        .filter(Layer.Convolution.class::isInstance)
                        .map(layer -> ((Layer.Convolution) layer).bias()))
                .containsExactly(bias(0), bias(0.1), bias(0), bias(0.1), bias(0.1));
        assertThat(network.layers().stream()
                        .filter(Layer.Linear.class::isInstance)
                        .map(layer -> ((Layer.Linear) layer).bias()))
                .containsExactly(bias(0.1), bias(0.1), bias(0));
        assertThatThrownBy(() -> new AlexNet(10, 0).network(CIFAR, 10)).isInstanceOf(DoesNotFitException.class);
    }

    private static ParameterSpec bias(double initial) {
        return new ParameterSpec(new ParameterSpec.Initial.Constant(initial), 2, 0);
    }

    /**
     * By hand: 6,998,552 without the auxiliary classifiers, each of which has 128·(c + 1), with c of 512 and 528, 1024·(128·4²
     * + 1) and 1000·(1024 + 1).
     */
    @Test
    void aGoogLeNetHasItsKnownParametersAndTwoAuxiliaryClassifiers() {
        Network network = new GoogLeNet(0.4, 0.7).network(new Shape(224, 224, 3), 1000);
        assertThat(network.parameterCount())
                .isEqualTo(6_998_552 + 128 * (512 + 1) + 128 * (528 + 1) + 2 * (1024 * (128 * 16 + 1) + 1000 * 1025))
                .isEqualTo(13_378_280);
        assertThat(network.shapedLayers().stream()
                        .filter(step -> step.layer() instanceof Layer.Branches)
                        .map(Network.ShapedLayer::output))
                .as("table 1")
                .containsExactly(
                        new Shape(28, 28, 256),
                        new Shape(28, 28, 480),
                        new Shape(14, 14, 512),
                        new Shape(14, 14, 512),
                        new Shape(14, 14, 512),
                        new Shape(14, 14, 528),
                        new Shape(14, 14, 832),
                        new Shape(7, 7, 832),
                        new Shape(7, 7, 1024));
        assertThat(network.layers().stream()
                        .filter(Layer.Auxiliary.class::isInstance)
                        .map(layer -> ((Layer.Auxiliary) layer).weight()))
                .containsExactly(0.3, 0.3);
        assertThatThrownBy(() -> new GoogLeNet(0, 0).network(CIFAR, 10)).isInstanceOf(DoesNotFitException.class);
    }

    @Test
    void aDenseNetRefusesWhatItCannotBe() {
        assertThatThrownBy(() -> new DenseNet(41, 12, false, 0)).hasMessageContaining("layers is 41", "multiple of 3");
        assertThatThrownBy(() -> new DenseNet(43, 12, true, 0)).hasMessageContaining("multiple of 6");
        assertThatThrownBy(() -> new DenseNet(4, 12, false, 0)).hasMessageContaining("layers is 4");
        assertThatThrownBy(() -> new DenseNet(40, 0, false, 1)).hasMessageContaining("growth is 0");
        assertThatThrownBy(() -> new DenseNet(7, 4, false, 0).network(new Shape(4, 3, 1), 2))
                .isInstanceOf(DoesNotFitException.class)
                .hasMessageContaining("at least 4×4");
    }

    /**
     * By hand: a block of width w has 12w² weights, 9w biases, and 4w of its norms; then the last norm, the positions
     * and the table. The first is GPT-2 small, of which 124,439,808 are known; untied, the output has its own 50257·768.
     */
    @Test
    void aGptHasItsKnownParameters() {
        Shape window = new Shape(1, 1024, 1);
        assertThat(new Gpt(12, 768, 12, 0.1, true).network(window, 50_257).parameterCount())
                .isEqualTo(12 * (12 * 768 * 768 + 13 * 768) + 2 * 768 + 1024 * 768 + 50_257 * 768)
                .isEqualTo(124_439_808);
        assertThat(new Gpt(12, 768, 12, 0, false).network(window, 50_257).parameterCount())
                .isEqualTo(124_439_808 + 50_257 * 768);
    }

    /** DeiT's smallest has 5,717,416 (Touvron et al., arXiv 2012.12877), with a class token and its position. */
    @Test
    void aVitHasItsKnownParameters() {
        Network network = new Vit(16, 12, 192, 3, 0).network(new Shape(224, 224, 3), 1000);
        assertThat(network.parameterCount()).isEqualTo(5_717_416 - 2 * 192);
        assertThat(network.shapedLayers())
                .extracting(Network.ShapedLayer::output)
                .contains(new Shape(14, 14, 192), new Shape(1, 196, 192), new Shape(1, 196, 768), new Shape(1, 1, 192));
    }

    @Test
    void transformersHaveTheirDropouts() {
        assertThat(new Gpt(3, 8, 2, 0.1, true)
                        .network(new Shape(1, 4, 1), 9).shapedLayers().stream()
                                .filter(step -> step.layer() instanceof Layer.Dropout))
                .as("of what is embedded, and two in each block")
                .hasSize(7);
    }

    @Test
    void transformersRefuseWhatTheyCannotBe() {
        assertThatThrownBy(() -> new Gpt(0, 10, 3, 1, true))
                .hasMessageContaining("depth is 0")
                .hasMessageContaining("heads is 3, expected 1 or more, by which the width of 10 can be divided")
                .hasMessageContaining("dropout is 1.0");
        assertThatThrownBy(() -> new Vit(0, 1, 10, 2, 0)).hasMessageContaining("patch is 0");
        assertThatThrownBy(() -> new Vit(3, 1, 10, 2, 0).network(CIFAR, 10))
                .isInstanceOf(DoesNotFitException.class)
                .hasMessageContaining("patches of 3×3 must fill the images");
    }

    @Test
    void logisticRegressionIsOneLayer() {
        assertThat(new LinearModel().network(CIFAR, 10).parameterCount()).isEqualTo(30_730);
    }

    @Test
    void anMlpHasItsBatchNormsAndDropouts() {
        Network network = new Mlp(List.of(64, 32), 0.5, true).network(new Shape(1, 1, 10), 3);
        assertThat(network.layers())
                .extracting(Layer::name)
                .containsExactly(
                        "a linear layer of 64",
                        "a batch norm",
                        "a ReLU",
                        "a dropout of 0.5",
                        "a linear layer of 32",
                        "a batch norm",
                        "a ReLU",
                        "a dropout of 0.5",
                        "a linear layer of 3");
        assertThat(network.parameterCount()).isEqualTo(704 + 128 + 2_080 + 64 + 99);
        assertThat(network.smallestBatch()).isEqualTo(2);
    }

    @Test
    void batchNormOverImagesTakesSingleSamples() {
        assertThat(new Cifar10FullSigmoidBn().network(CIFAR, 10).smallestBatch())
                .isOne();
        assertThat(new ResNet(1).network(new Shape(4, 4, 1), 2).smallestBatch()).isEqualTo(2);
        assertThat(new Mlp(List.of(64)).network(CIFAR, 10).smallestBatch()).isOne();
    }

    @Test
    void caffesNetsRefuseImagesThatTheyPoolToNothing() {
        assertThat(new Cifar10Full().network(new Shape(8, 8, 1), 2).shapedLayers())
                .hasSize(12);
        assertThatThrownBy(() -> new Cifar10Full().network(new Shape(8, 7, 1), 2))
                .isInstanceOf(DoesNotFitException.class)
                .hasMessage("layer 11, an average pool of 3×3, has nothing left to work on: its input is 2×1×64");
        assertThatThrownBy(() -> new Cifar10Quick().network(new Shape(1, 1, 2), 2))
                .isInstanceOf(DoesNotFitException.class)
                .hasMessageContaining("a max pool of 3×3");
    }

    @Test
    void aResNetRefusesImagesThatItCannotHalveTwice() {
        assertThatThrownBy(() -> new ResNet(1).network(new Shape(4, 3, 1), 2))
                .isInstanceOf(DoesNotFitException.class)
                .hasMessageContaining("at least 4×4");
    }

    @Test
    void valuesThatNoNetworkHasAreRefusedByName() {
        assertThatThrownBy(() -> new ResNet(0)).hasMessageContaining("n is 0");
        assertThatThrownBy(() -> new ResNet(201)).hasMessageContaining("n is 201");
        assertThatThrownBy(() -> new Mlp(List.of(1), 1, false)).hasMessageContaining("dropout is 1.0");
        assertThatThrownBy(() -> new Mlp(List.of(1), -0.1, false)).hasMessageContaining("dropout is -0.1");
        assertThatThrownBy(() -> new Mlp(List.of(1), Double.NaN, false)).hasMessageContaining("dropout is NaN");
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 2", "8, 8, 1", "28, 9, 1"})
    void leNetRefusesImagesThatItsConvolutionsShrinkToNothing(int height, int width, int channels) {
        assertThatThrownBy(() -> new LeNet().network(new Shape(height, width, channels), 10))
                .isInstanceOf(DoesNotFitException.class)
                .hasMessageContaining("nothing left");
    }

    @Test
    void anMlpRefusesLayersWithoutUnitsAndMoreOfThemThanAnybodyTrains() {
        assertThatThrownBy(() -> new Mlp(List.of(16, 0)))
                .isInstanceOf(InvalidValuesException.class)
                .hasMessageContaining("hidden/1 is 0");
        assertThatThrownBy(() -> new Mlp(Collections.nCopies(33, 8))).hasMessageContaining("hidden is 33 layers");
    }
}
