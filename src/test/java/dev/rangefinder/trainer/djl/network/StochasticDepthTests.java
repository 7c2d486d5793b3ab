package dev.rangefinder.trainer.djl.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.model.spec.ResNet;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.testing.TorchTest;
import dev.rangefinder.trainer.TestedEngine;
import dev.rangefinder.trainer.djl.engine.Tensors;
import dev.rangefinder.trainer.djl.network.Trainee.Mode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Blocks that are left out of passes of training, by the seed, and weighed in evaluation. */
@TorchTest
class StochasticDepthTests {

    private static final Shape IMAGE = new Shape(4, 4, 3);

    /** Three blocks, which take part with 1 - 1/3 · 0.6 = 0.8, 0.6 and 0.4. */
    private static final ResNet NETWORK = new ResNet(1, 0.4);

    private static final double[] SURVIVAL = {0.8, 0.6, 0.4};

    /** With 200 passes the standard deviation of a share is 0.035 at most. */
    private static final int PASSES = 200;

    @BeforeAll
    static void loadTheEngine() throws IOException {
        TestedEngine.load();
    }

    private static List<String> trained(long seed, int passes) {
        Tensors.calls().seed(seed);
        List<String> outputs = new ArrayList<>();
        try (Passes network = new Passes(NETWORK.network(IMAGE, 2))) {
            for (int i = 0; i < passes; i++) {
                outputs.add(Arrays.toString(network.outputs(Mode.TRAINING)));
            }
        }
        return outputs;
    }

    @Test
    void passesDifferByTheBlocksThatTakePart() {
        List<String> outputs = trained(3, PASSES);
        Map<String, Long> shares =
                outputs.stream().collect(Collectors.groupingBy(output -> output, Collectors.counting()));
        List<Double> expected = new ArrayList<>();
        for (int blocks = 0; blocks < 8; blocks++) {
            double probability = 1;
            for (int i = 0; i < 3; i++) {
                probability *= (blocks >> i & 1) == 1 ? SURVIVAL[i] : 1 - SURVIVAL[i];
            }
            expected.add(probability);
        }
        List<Double> found = new ArrayList<>(
                shares.values().stream().map(count -> (double) count / PASSES).toList());
        found.sort(null);
        expected.sort(null);
        assertThat(found).as("each set of blocks gives an output of its own").hasSize(8);
        for (int i = 0; i < 8; i++) {
            assertThat(found.get(i)).isCloseTo(expected.get(i), within(0.1));
        }
    }

    @Test
    void theSeedDecides() {
        assertThat(trained(7, 10)).isEqualTo(trained(7, 10));
        assertThat(trained(7, 10)).isNotEqualTo(trained(8, 10));
    }

    @Test
    void evaluationIsTheSameEachTime() {
        try (Passes network = new Passes(NETWORK.network(IMAGE, 2))) {
            Set<String> outputs = new HashSet<>();
            for (int i = 0; i < 5; i++) {
                outputs.add(Arrays.toString(network.outputs(Mode.EVALUATION)));
            }
            assertThat(outputs).hasSize(1);
        }
    }

    /** What does not take part has a gradient, too, which is zero: so an optimizer goes on by its memory alone. */
    @Test
    void gradientsOfBlocksThatAreLeftOutAreZero() {
        boolean wasLeftOut = false;
        for (long seed = 0; seed < 20 && !wasLeftOut; seed++) {
            Tensors.calls().seed(seed);
            try (Passes network = new Passes(NETWORK.network(IMAGE, 2))) {
                List<float[]> gradients = network.gradients();
                wasLeftOut = gradients.stream().anyMatch(StochasticDepthTests::isZero);
                assertThat(isZero(gradients.getLast())).isFalse();
            }
        }
        assertThat(wasLeftOut).isTrue();
    }

    private static boolean isZero(float[] values) {
        for (float value : values) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }
}
