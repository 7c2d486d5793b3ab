package dev.rangefinder.trainer.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.rangefinder.model.spec.Mlp;
import dev.rangefinder.model.spec.Network;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.run.spec.Sgd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against {@link Sgd}'s formula, worked out in double, while the rate moves. */
class SgdUpdateTests {

    private static final double[] RATES = {0.1, 0.3, 0.05, 0.7, 0.2};

    /** A few rounding errors of a float for each of the steps. */
    private static final double TOLERANCE = 1e-6;

    private static final Network NETWORK = new Mlp(List.of()).network(new Shape(1, 1, 3), 2);

    private final SplittableRandom random = new SplittableRandom(3);

    @BeforeAll
    static void loadTheEngine() throws IOException {
        Engines.load(Path.of("target", "test-data", "engine"));
    }

    /** One parameter in double. */
    private static final class ByHand {

        private final double[] weights;
        private final double[] velocity;

        ByHand(float[] weights) {
            this.weights = IntStream.range(0, weights.length)
                    .mapToDouble(i -> weights[i])
                    .toArray();
            this.velocity = new double[weights.length];
        }

        void step(Sgd sgd, double lr, float[] gradient) {
            for (int i = 0; i < weights.length; i++) {
                double direction = gradient[i] + sgd.weightDecay() * weights[i];
                velocity[i] = sgd.momentum() * velocity[i] + direction;
                weights[i] -= lr * (sgd.nesterov() ? direction + sgd.momentum() * velocity[i] : velocity[i]);
            }
        }
    }

    private static PtNDArray array(PtNDManager owner, float[] values, ai.djl.ndarray.types.Shape shape) {
        ByteBuffer buffer =
                ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
        buffer.asFloatBuffer().put(values);
        return JniUtils.createNdFromByteBuffer(
                owner, buffer, shape, DataType.FLOAT32, SparseFormat.DENSE, owner.getDevice());
    }

    /** A backward pass after which the gradient is what is given: that of {@code sum(gradient * weight)}. */
    private static void giveGradient(PtNDManager owner, PtNDArray weight, float[] gradient) {
        JniUtils.setGradMode(true);
        PtNDArray product = JniUtils.mul(array(owner, gradient, weight.getShape()), weight);
        JniUtils.backward(product, DjlLearner.constant(owner, 1, weight.getShape()), false, false);
        JniUtils.setGradMode(false);
    }

    private float[] drawn(int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    @ParameterizedTest
    @CsvSource({
        "0, false, 0",
        "0, false, 0.01",
        "0.9, false, 0",
        "0.9, true, 0",
        "0.9, false, 0.01",
        "0.5, true, 0.1",
    })
    void isPyTorchsForm(double momentum, boolean nesterov, double weightDecay) {
        Sgd sgd = new Sgd(momentum, nesterov, weightDecay);
        try (PtNDManager manager = (PtNDManager) Engine.getEngine("PyTorch").newBaseManager(Engines.device("cpu"))) {
            Weights weights = Weights.initial(NETWORK, 1, manager);
            SgdUpdate update = new SgdUpdate(sgd, weights);
            List<PtNDArray> arrays =
                    weights.all().stream().map(Weights.Parameter::value).toList();
            List<ByHand> expected = arrays.stream()
                    .map(weight -> new ByHand(weight.toFloatArray()))
                    .toList();

            for (double lr : RATES) {
                try (PtNDManager iteration = manager.newSubManager(manager.getDevice())) {
                    for (int i = 0; i < arrays.size(); i++) {
                        float[] gradient = drawn((int) arrays.get(i).getShape().size());
                        giveGradient(iteration, arrays.get(i), gradient);
                        expected.get(i).step(sgd, lr, gradient);
                    }
                    update.apply(lr, iteration);
                }
                for (int i = 0; i < arrays.size(); i++) {
                    assertClose(arrays.get(i).toFloatArray(), expected.get(i).weights);
                }
            }
        }
    }

    private static void assertClose(float[] actual, double[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i])
                    .isCloseTo(expected[i], within(TOLERANCE * Math.max(1, Math.abs(expected[i]))));
        }
    }
}
