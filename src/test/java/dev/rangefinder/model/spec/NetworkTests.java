package dev.rangefinder.model.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rangefinder.shared.InvalidValuesException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkTests {

    @Test
    void leNetOnTwentyEightPixelsHasItsKnownShapesAndParameters() {
        Network network = new LeNet().network(new Shape(28, 28, 1), 10);
        assertThat(network.shapes())
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
