package dev.rangefinder.trainer.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.model.spec.Architecture;
import dev.rangefinder.model.spec.Cifar10Full;
import dev.rangefinder.model.spec.Cifar10FullSigmoidBn;
import dev.rangefinder.model.spec.Cifar10Quick;
import dev.rangefinder.model.spec.DenseNet;
import dev.rangefinder.model.spec.Gpt;
import dev.rangefinder.model.spec.LeNet;
import dev.rangefinder.model.spec.LinearModel;
import dev.rangefinder.model.spec.Mlp;
import dev.rangefinder.model.spec.Network;
import dev.rangefinder.model.spec.ResNet;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.model.spec.Vit;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Flatness;
import dev.rangefinder.run.spec.Preprocessing;
import dev.rangefinder.run.spec.Sgd;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.schedule.Fixed;
import dev.rangefinder.testing.TorchTest;
import dev.rangefinder.trainer.Samples;
import dev.rangefinder.trainer.TestedEngine;
import dev.rangefinder.trainer.data.Batch;
import dev.rangefinder.trainer.data.Batches;
import dev.rangefinder.trainer.data.FixedBatches;
import dev.rangefinder.trainer.djl.engine.Engines;
import dev.rangefinder.trainer.djl.engine.Tensors;
import dev.rangefinder.trainer.djl.network.Forward;
import dev.rangefinder.trainer.djl.network.Trainee.Mode;
import dev.rangefinder.trainer.djl.network.Weights;
import dev.rangefinder.trainer.djl.network.Weights.Parameter;
import dev.rangefinder.trainer.protocol.Order;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against what mathematics says. */
@TorchTest
class FlatnessMeasureTests {

    private static final int BATCH = 8;
    private static final int CLASSES = 3;
    private static final Offset<Double> ROUNDING = within(1e-5);

    @TempDir
    private Path directory;

    private PtNDManager manager;

    @BeforeAll
    static void loadTheEngine() throws IOException {
        TestedEngine.load();
    }

    @BeforeEach
    void open() {
        manager = (PtNDManager) Engine.getEngine("PyTorch").newBaseManager(Engines.device(TestedEngine.DEVICE));
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private Order order(Architecture model, StoredData data) {
        Workload workload = new Workload(
                "any",
                model,
                new Sgd(0.9, false, 0),
                BATCH,
                model.readsTokens() ? null : Preprocessing.NONE,
                null,
                model.readsTokens() ? Integer.valueOf(6) : null,
                0.0,
                1,
                true,
                null,
                null);
        return new Order(
                workload,
                data,
                null,
                new Fixed(0.01),
                3,
                4,
                new Evaluation(1, 0),
                StopRule.NONE,
                true,
                TestedEngine.DEVICE,
                1);
    }

    private static FixedBatches fixed(Order order) throws IOException {
        try (Batches batches = Batches.of(order.data(), order.workload(), order.evaluation(), order.seed())) {
            return batches.fixed();
        }
    }

    private static Parameter weights(PtNDManager manager, float... values) {
        PtNDArray array = Tensors.filled(manager, 0, new ai.djl.ndarray.types.Shape(values.length));
        for (int i = 0; i < values.length; i++) {
            float[] unit = new float[values.length];
            unit[i] = values[i];
            JniUtils.addi(array, array(manager, unit));
        }
        return new Parameter(array, 1, 1);
    }

    private static PtNDArray array(PtNDManager manager, float... values) {
        return Tensors.of(manager, values, new ai.djl.ndarray.types.Shape(values.length));
    }

    /** Of the loss {@code sum(curvature w²) / 2}, whatever the samples are. */
    private Flatness ofQuadratic(Parameter weights, float... curvatures) throws IOException {
        PtNDArray half = array(manager, curvatures);
        JniUtils.muli(half, Tensors.filled(manager, -0.5f, new ai.djl.ndarray.types.Shape()));
        FixedBatches samples =
                fixed(order(new LinearModel(), Samples.noise(directory, new Shape(1, 1, 2), CLASSES, 20)));
        JniUtils.setGradMode(true);
        weights.beginWithoutGradient(Tensors.filled(manager, 0, new ai.djl.ndarray.types.Shape()));
        return FlatnessMeasure.of(
                List.of(weights),
                (batch, owner) -> {
                    PtNDArray each = Tensors.filled(owner, 1, new ai.djl.ndarray.types.Shape(batch.targets(), 1));
                    PtNDArray value = JniUtils.sum(JniUtils.mul(half, JniUtils.square(weights.value())));
                    return JniUtils.mul(each, value);
                },
                samples,
                manager);
    }

    @Test
    void ofAQuadraticTheyAreKnown() throws IOException {
        double[] a = {4, 1, 0.5};
        double[] w = {0.1, -0.3, 0.2};
        Flatness flatness = ofQuadratic(weights(manager, 0.1f, -0.3f, 0.2f), 4, 1, 0.5f);
        assertThat(flatness.loss()).isCloseTo(quadratic(a, w), ROUNDING);
        double norm = Math.sqrt(squares(a[0] * w[0], a[1] * w[1], a[2] * w[2]));
        double[] there = new double[3];
        for (int i = 0; i < 3; i++) {
            there[i] = w[i] + 0.05 * a[i] * w[i] / norm;
        }
        assertThat(flatness.sharpness()).isCloseTo(quadratic(a, there) - quadratic(a, w), ROUNDING);
        norm = Math.sqrt(squares(a[0] * w[0] * w[0], a[1] * w[1] * w[1], a[2] * w[2] * w[2]));
        for (int i = 0; i < 3; i++) {
            there[i] = w[i] + 0.5 * w[i] * w[i] * a[i] * w[i] / norm;
        }
        assertThat(flatness.adaptiveSharpness()).isCloseTo(quadratic(a, there) - quadratic(a, w), ROUNDING);
        assertThat(flatness.noiseRise())
                .as("an array of one dimension has no filters, and stays where it is")
                .isZero();
        assertThat(flatness.largestEigenvalue()).isCloseTo(4, within(0.01));
    }

    private static double quadratic(double[] a, double[] w) {
        return (a[0] * w[0] * w[0] + a[1] * w[1] * w[1] + a[2] * w[2] * w[2]) / 2;
    }

    private static double squares(double... values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return sum;
    }

    /** Power iteration alone would find the one of the largest size. */
    @Test
    void onASaddleTheLargestEigenvalueIsNotTheOneOfTheLargestSize() throws IOException {
        assertThat(ofQuadratic(weights(manager, 0.1f, 0.1f, 0.2f), -5, 3, 1).largestEigenvalue())
                .isCloseTo(3, within(0.02));
    }

    @Test
    void onAPlainNothingRises() throws IOException {
        Flatness flatness = ofQuadratic(weights(manager, 0.1f, 0.1f), 0, 0);
        assertThat(flatness).isEqualTo(new Flatness(20, 0.0, 0.0, 0.0, 0.0, 0.0, null));
    }

    @Test
    void aLossThatIsNoNumberSaysSo() throws IOException {
        Flatness flatness = ofQuadratic(weights(manager, Float.NaN, 1), 1, 1);
        assertThat(flatness).isEqualTo(Flatness.failed(20, "the loss is no number"));
    }

    /** Softmax regression in double, whose gradient and Hessian are sums of products of probabilities and inputs. */
    @Test
    void ofSoftmaxRegressionTheyAreThoseComputedByHand() throws IOException {
        Shape point = new Shape(1, 1, 3);
        Order order = order(new LinearModel(), Samples.noise(directory, point, CLASSES, 5 * BATCH + 3));
        Network network = new LinearModel().network(point, CLASSES);
        Weights weights = Weights.initial(network, order.seed(), manager);
        Forward forward = new Forward(network, weights, manager);
        weights.all()
                .forEach(parameter -> JniUtils.addi(
                        parameter.value(), Tensors.filled(manager, 0.1f, new ai.djl.ndarray.types.Shape())));
        Flatness flatness = of(forward, order);

        SoftmaxRegression byHand = new SoftmaxRegression(fixed(order), point.size(), CLASSES);
        double[] w = byHand.flat(weights);
        double loss = byHand.loss(w);
        double[] gradient = byHand.gradient(w);
        assertThat(flatness.samples()).isEqualTo(5 * BATCH + 3);
        assertThat(flatness.loss()).isCloseTo(loss, ROUNDING);
        double norm = Math.sqrt(squares(gradient));
        assertThat(flatness.sharpness()).isCloseTo(byHand.loss(moved(w, 0.05 / norm, gradient)) - loss, ROUNDING);
        double[] relative = new double[w.length];
        double[] twice = new double[w.length];
        for (int i = 0; i < w.length; i++) {
            relative[i] = w[i] * gradient[i];
            twice[i] = w[i] * relative[i];
        }
        norm = Math.sqrt(squares(relative));
        assertThat(flatness.adaptiveSharpness()).isCloseTo(byHand.loss(moved(w, 0.5 / norm, twice)) - loss, ROUNDING);
        assertThat(flatness.largestEigenvalue()).isCloseTo(byHand.largestEigenvalue(w), within(5e-3));
        assertThat(flatness.noiseRise()).isCloseTo(byHand.meanRise(w, 20_000), within(0.5 * flatness.noiseRise()));
    }

    private static double[] moved(double[] w, double length, double[] direction) {
        double[] there = w.clone();
        for (int i = 0; i < w.length; i++) {
            there[i] += length * direction[i];
        }
        return there;
    }

    private Flatness of(Forward forward, Order order) throws IOException {
        JniUtils.setGradMode(true);
        PtNDArray zero = Tensors.filled(manager, 0, new ai.djl.ndarray.types.Shape());
        forward.parameters().forEach(parameter -> parameter.beginWithoutGradient(zero));
        return FlatnessMeasure.of(
                forward.parameters(), (batch, owner) -> logLikelihood(forward, batch, owner), fixed(order), manager);
    }

    private static PtNDArray logLikelihood(Forward forward, Batch batch, PtNDManager owner) {
        PtNDArray inputs = Tensors.of(owner, batch.inputs(), forward.inputShape(batch.size()), DataType.FLOAT32);
        PtNDArray labels =
                Tensors.of(owner, batch.labels(), new ai.djl.ndarray.types.Shape(batch.size(), 1), DataType.INT64);
        PtNDArray scores = forward.apply(inputs, Mode.EVALUATION);
        return Tensors.calls().gather(JniUtils.logSoftmax(scores, 1, DataType.FLOAT32), labels);
    }

    /** The squared error of a line is a parabola: its Hessian is {@code 2 mean(x xᵀ)}, wherever the weights are. */
    @Test
    void ofLinearRegressionTheHessianIsThatOfTheInputs() throws IOException {
        int features = 4;
        Order order = order(new LinearModel(), Samples.regression(directory, features, 3 * BATCH));
        double[][] hessian = new double[features + 1][features + 1];
        FixedBatches samples = fixed(order);
        for (Batch batch : samples) {
            for (int sample = 0; sample < batch.size(); sample++) {
                double[] x = new double[features + 1];
                x[features] = 1;
                for (int i = 0; i < features; i++) {
                    x[i] = batch.inputs().asFloatBuffer().get(sample * features + i);
                }
                for (int i = 0; i <= features; i++) {
                    for (int j = 0; j <= features; j++) {
                        hessian[i][j] += 2 * x[i] * x[j] / samples.samples();
                    }
                }
            }
        }
        double expected = SoftmaxRegression.largestEigenvalue(hessian);
        assertThat(trained(order).largestEigenvalue()).isCloseTo(expected, within(0.01 * expected));
    }

    /** With rectifiers, a layer that is four times as large before one that is a quarter is the same function. */
    @Test
    void whatDoesNotChangeTheFunctionDoesNotChangeTheAdaptiveSharpness() throws IOException {
        Shape point = new Shape(1, 1, 3);
        Order order = order(new Mlp(List.of(6)), Samples.noise(directory, point, CLASSES, 5 * BATCH));
        Network network = new Mlp(List.of(6)).network(point, CLASSES);
        Weights weights = Weights.initial(network, order.seed(), manager);
        Forward forward = new Forward(network, weights, manager);
        Flatness before = of(forward, order);
        List<Parameter> all = weights.all();
        for (int i = 0; i < all.size(); i++) {
            float factor = i == 0 || i == 1 ? 4 : i == 2 ? 0.25f : 1;
            JniUtils.muli(all.get(i).value(), Tensors.filled(manager, factor, new ai.djl.ndarray.types.Shape()));
        }
        Flatness after = of(forward, order);
        assertThat(after.loss()).isCloseTo(before.loss(), ROUNDING);
        assertThat(after.adaptiveSharpness()).isCloseTo(before.adaptiveSharpness(), within(1e-4));
        assertThat(after.noiseRise()).isCloseTo(before.noiseRise(), within(1e-4));
        assertThat(after.sharpness()).isNotCloseTo(before.sharpness(), within(1e-3));
        assertThat(after.largestEigenvalue()).isGreaterThan(2 * before.largestEigenvalue());
    }

    static Stream<Architecture> architectures() {
        return Stream.of(
                new LinearModel(),
                new Mlp(List.of(20, 10), 0.5, true),
                new LeNet(),
                new Cifar10Quick(),
                new Cifar10Full(),
                new Cifar10FullSigmoidBn(),
                new ResNet(1),
                new DenseNet(10, 4, true, 0.2),
                new Vit(4, 1, 12, 3, 0.1),
                new Gpt(1, 12, 2, 0.1, true));
    }

    /** Twice the same, and the network is what it was: also where training drops and normalises by batches. */
    @ParameterizedTest
    @MethodSource("architectures")
    void itIsMeasuredOfEveryNetwork(Architecture architecture) throws IOException {
        StoredData data = architecture.readsTokens()
                ? Samples.text(directory, 7, 200)
                : Samples.noise(directory, new Shape(16, 16, 3), CLASSES, 3 * BATCH);
        Order order = order(architecture, data);
        Flatness first = trained(order);
        assertThat(first).hasNoNullFieldsOrPropertiesExcept("failure");
        assertThat(first.largestEigenvalue()).isPositive();
        assertThat(trained(order)).isEqualTo(first);
    }

    private static Flatness trained(Order order) throws IOException {
        try (Batches batches = Batches.of(order.data(), order.workload(), order.evaluation(), order.seed());
                DjlLearner learner = new DjlLearner(order)) {
            for (int i = 0; i < order.iterations(); i++) {
                learner.look(batches.next());
                learner.step(0.01, OptionalDouble.empty());
            }
            FixedBatches fixed = batches.fixed();
            Flatness flatness = learner.flatness(fixed);
            assertThat(learner.flatness(fixed)).isEqualTo(flatness);
            return flatness;
        }
    }
}
