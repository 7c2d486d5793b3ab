package dev.rangefinder.trainer.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
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
import dev.rangefinder.model.spec.LeNet;
import dev.rangefinder.model.spec.LinearModel;
import dev.rangefinder.model.spec.Mlp;
import dev.rangefinder.model.spec.Network;
import dev.rangefinder.model.spec.ResNet;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.run.spec.Clipping;
import dev.rangefinder.run.spec.Evaluation;
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
import dev.rangefinder.trainer.djl.engine.Engines;
import dev.rangefinder.trainer.djl.engine.Tensors;
import dev.rangefinder.trainer.djl.network.Forward;
import dev.rangefinder.trainer.djl.network.Trainee.Mode;
import dev.rangefinder.trainer.djl.network.Weights;
import dev.rangefinder.trainer.loop.Learner;
import dev.rangefinder.trainer.protocol.Order;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The learner on the real engine, against what mathematics says; alone, since it measures what memory this JVM takes. */
@TorchTest
@Isolated
class DjlLearnerTests {

    private static final Shape POINT = new Shape(1, 1, 3);
    private static final Shape IMAGE = new Shape(12, 12, 1);
    private static final int BATCH = 8;
    private static final int CLASSES = 3;
    private static final double LR = 0.1;
    private static final Evaluation FEW_SAMPLES = new Evaluation(1, 3);

    @TempDir
    private Path directory;

    @BeforeAll
    static void loadTheEngine() throws IOException {
        TestedEngine.load();
    }

    private Order order(Architecture model, Shape shape, long seed) throws IOException {
        return order(model, Samples.noise(directory, shape, CLASSES, 5 * BATCH), BATCH, seed);
    }

    private static Order order(Architecture model, StoredData data, int batchSize, long seed) {
        Workload workload = new Workload("any", model, new Sgd(0, false, 0), batchSize, Preprocessing.NONE);
        return order(workload, data, seed);
    }

    private static Order order(Workload workload, StoredData data, long seed) {
        return new Order(
                workload,
                data,
                null,
                new Fixed(LR),
                100,
                seed,
                FEW_SAMPLES,
                StopRule.NONE,
                false,
                TestedEngine.DEVICE,
                1);
    }

    private static Batches batches(Order order) throws IOException {
        return Batches.of(order.data(), order.workload(), order.evaluation(), order.seed());
    }

    private static List<Double> losses(Order order, int steps) throws IOException {
        Batches batches = batches(order);
        List<Double> losses = new ArrayList<>();
        try (Learner learner = new DjlLearner(order)) {
            for (int i = 0; i < steps; i++) {
                losses.add(learner.look(batches.next()).read().loss());
                learner.step(LR, OptionalDouble.empty());
            }
        }
        return losses;
    }

    private static Network network(Order order) {
        return ((Architecture) order.workload().model())
                .network(order.data().layout().shape(), order.data().layout().classes());
    }

    private static PtNDManager manager() {
        return (PtNDManager) Engine.getEngine("PyTorch").newBaseManager(Engines.device(TestedEngine.DEVICE));
    }

    /** Softmax regression in double: what an mlp without hidden layers is. */
    private static final class ByHand {

        private final int features;
        private final double[][] weights;
        private final double[] biases = new double[CLASSES];

        ByHand(Order order) {
            features = order.data().layout().shape().size();
            weights = new double[CLASSES][features];
            try (PtNDManager manager = manager()) {
                float[] drawn = Tensors.floats(Weights.initial(network(order), order.seed(), manager)
                        .of(0)
                        .getFirst()
                        .value());
                for (int i = 0; i < drawn.length; i++) {
                    weights[i / features][i % features] = drawn[i];
                }
            }
        }

        double[] probabilities(float[] inputs, int sample) {
            double[] scores = biases.clone();
            for (int k = 0; k < CLASSES; k++) {
                for (int i = 0; i < features; i++) {
                    scores[k] += weights[k][i] * inputs[sample * features + i];
                }
            }
            double sum = Arrays.stream(scores).map(Math::exp).sum();
            return Arrays.stream(scores).map(score -> Math.exp(score) / sum).toArray();
        }

        Learner.BatchResult look(Batch batch) {
            float[] inputs = inputs(batch);
            double loss = 0;
            int right = 0;
            for (int sample = 0; sample < batch.size(); sample++) {
                double[] probabilities = probabilities(inputs, sample);
                int label = batch.label(sample);
                loss -= Math.log(probabilities[label]);
                right += Arrays.stream(probabilities).max().orElseThrow() == probabilities[label] ? 1 : 0;
            }
            return new Learner.BatchResult(loss / batch.size(), right);
        }

        void step(Batch batch, double lr, double maxNorm) {
            float[] inputs = inputs(batch);
            double[][] probabilities = new double[batch.size()][];
            for (int sample = 0; sample < batch.size(); sample++) {
                probabilities[sample] = probabilities(inputs, sample);
            }
            double[][] gradients = new double[CLASSES][features + 1];
            for (int sample = 0; sample < batch.size(); sample++) {
                for (int k = 0; k < CLASSES; k++) {
                    double error = (probabilities[sample][k] - (batch.label(sample) == k ? 1 : 0)) / batch.size();
                    for (int i = 0; i < features; i++) {
                        gradients[k][i] += error * inputs[sample * features + i];
                    }
                    gradients[k][features] += error;
                }
            }
            double squares = Arrays.stream(gradients)
                    .flatMapToDouble(Arrays::stream)
                    .map(gradient -> gradient * gradient)
                    .sum();
            double distance = lr * Math.min(1, maxNorm / (Math.sqrt(squares) + 1e-6));
            for (int k = 0; k < CLASSES; k++) {
                for (int i = 0; i < features; i++) {
                    weights[k][i] -= distance * gradients[k][i];
                }
                biases[k] -= distance * gradients[k][features];
            }
        }

        private float[] inputs(Batch batch) {
            float[] inputs = new float[batch.size() * features];
            batch.inputs().asFloatBuffer().get(inputs);
            return inputs;
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.2, 1e9})
    void lossesAndStepsAreThoseOfSoftmaxRegressionByHand(double maxNorm) throws IOException {
        Workload workload = new Workload(
                "any",
                new Mlp(List.of()),
                new Sgd(0, false, 0),
                BATCH,
                Preprocessing.NONE,
                new Clipping.ByNorm(maxNorm));
        Order order = order(workload, Samples.noise(directory, POINT, CLASSES, 5 * BATCH), 4);
        ByHand expected = new ByHand(order);
        Batches batches = batches(order);
        try (Learner learner = new DjlLearner(order)) {
            for (int i = 0; i < 20; i++) {
                Batch batch = batches.next();
                double lr = LR * (1 + i);
                Learner.BatchResult result = learner.look(batch).read();
                assertThat(result.loss()).isCloseTo(expected.look(batch).loss(), within(1e-5));
                assertThat(result.right()).isEqualTo(expected.look(batch).right());
                learner.step(lr, OptionalDouble.empty());
                expected.step(batch, lr, maxNorm);
            }
        }
    }

    /** The weights of a learner, beside it, where they can be moved. */
    private static final class Beside implements AutoCloseable {

        private final PtNDManager manager = manager();
        private final Weights weights;
        private final Forward forward;

        Beside(Order order) {
            weights = Weights.initial(network(order), order.seed(), manager);
            forward = new Forward(network(order), weights, manager);
        }

        private PtNDArray likelihood(Batch batch, PtNDManager owner) {
            PtNDArray inputs = Tensors.of(owner, batch.inputs(), forward.inputShape(batch.size()), DataType.FLOAT32);
            PtNDArray labels =
                    Tensors.of(owner, batch.labels(), new ai.djl.ndarray.types.Shape(batch.size(), 1), DataType.INT64);
            return Tensors.calls()
                    .gather(JniUtils.logSoftmax(forward.apply(inputs, Mode.TRAINING), 1, DataType.FLOAT32), labels);
        }

        double loss(Batch batch) {
            JniUtils.setGradMode(false);
            double sum = 0;
            try (PtNDManager scratch = manager.newSubManager(manager.getDevice())) {
                for (float value : Tensors.floats(likelihood(batch, scratch))) {
                    sum -= value;
                }
            }
            return sum / batch.size();
        }

        /** The gradient of each parameter. */
        List<float[]> gradients(Batch batch) {
            JniUtils.setGradMode(true);
            try (PtNDManager scratch = manager.newSubManager(manager.getDevice())) {
                PtNDArray likelihood = likelihood(batch, scratch);
                JniUtils.backward(
                        likelihood,
                        Tensors.filled(
                                scratch, -1f / batch.size(), new ai.djl.ndarray.types.Shape(Tensors.shape(likelihood))),
                        false,
                        false);
            }
            JniUtils.setGradMode(false);
            return weights.all().stream()
                    .map(parameter -> Tensors.floats(parameter.gradient()))
                    .toList();
        }

        /** Moves one parameter along a direction. */
        void move(int parameter, float[] direction, double distance) {
            try (PtNDManager scratch = manager.newSubManager(manager.getDevice())) {
                PtNDArray weight = weights.all().get(parameter).value();
                float[] moved = new float[direction.length];
                for (int i = 0; i < moved.length; i++) {
                    moved[i] = (float) (direction[i] * distance);
                }
                JniUtils.addi(
                        weight, Tensors.of(scratch, moved, new ai.djl.ndarray.types.Shape(Tensors.shape(weight))));
            }
        }

        @Override
        public void close() {
            manager.close();
        }
    }

    private static double squared(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return sum;
    }

    /** Along its own gradient g of length |g|, a loss changes by |g| for each unit of length. */
    @Test
    void theGradientOfEveryParameterOfLeNetIsTheSlopeOfTheLoss() throws IOException {
        Order order = order(new LeNet(), IMAGE, 1);
        Batch batch = batches(order).next();
        double length = 1e-2;
        try (Beside net = new Beside(order)) {
            List<float[]> gradients = net.gradients(batch);
            assertThat(gradients).hasSize(10);
            for (int i = 0; i < gradients.size(); i++) {
                double norm = Math.sqrt(squared(gradients.get(i)));
                net.move(i, gradients.get(i), length / norm);
                double above = net.loss(batch);
                net.move(i, gradients.get(i), -2 * length / norm);
                double below = net.loss(batch);
                net.move(i, gradients.get(i), length / norm);
                assertThat((above - below) / (2 * length))
                        .as("parameter %d", i)
                        .isPositive()
                        .isCloseTo(norm, within(0.03 * norm));
            }
        }
    }

    @Test
    void aStepGoesDownTheWholeGradient() throws IOException {
        Order order = order(new LeNet(), IMAGE, 1);
        Batch batch = batches(order).next();
        double lr = 1e-3;
        double expected;
        try (Beside net = new Beside(order)) {
            expected = net.gradients(batch).stream()
                    .mapToDouble(DjlLearnerTests::squared)
                    .sum();
        }
        assertThat((lossAfter(order, batch, -lr) - lossAfter(order, batch, lr)) / (2 * lr))
                .isCloseTo(expected, within(0.03 * expected));
    }

    private static double lossAfter(Order order, Batch batch, double lr) {
        try (Learner learner = new DjlLearner(order)) {
            learner.look(batch);
            learner.step(lr, OptionalDouble.empty());
            return learner.evaluate(batch).loss();
        }
    }

    @Test
    void evaluatingAndLookingTwiceChangeNothing() throws IOException {
        Order order = order(new LeNet(), IMAGE, 2);
        Batches batches = batches(order);
        List<Double> losses = new ArrayList<>();
        try (Learner learner = new DjlLearner(order)) {
            for (int i = 0; i < 10; i++) {
                Batch batch = batches.next();
                learner.evaluate(batches.nextEvaluation());
                learner.look(batch);
                losses.add(learner.look(batch).read().loss());
                learner.evaluate(batches.nextEvaluation());
                learner.step(LR, OptionalDouble.empty());
            }
        }
        assertThat(losses).isEqualTo(losses(order, 10));
    }

    @Test
    void evaluatingSeesWhatLookingSees() throws IOException {
        Order order = order(new LeNet(), IMAGE, 2);
        Batch batch = batches(order).next();
        try (Learner learner = new DjlLearner(order)) {
            assertThat(learner.evaluate(batch)).isEqualTo(learner.look(batch).read());
        }
    }

    @Test
    void logisticRegressionBeginsWithEveryClassAsLikely() throws IOException {
        Order order = order(new LinearModel(), POINT, 1);
        try (Learner learner = new DjlLearner(order)) {
            assertThat(learner.look(batches(order).next()).read().loss()).isCloseTo(Math.log(CLASSES), within(1e-6));
        }
    }

    /** At the same weights training drops, and evaluation, which comes twice to the same, does not. */
    @Test
    void dropoutIsOffInEvaluation() throws IOException {
        Order order = order(new Mlp(List.of(64), 0.5, false), POINT, 2);
        Order without = order(new Mlp(List.of(64)), POINT, 2);
        Batch batch = batches(order).next();
        try (Learner learner = new DjlLearner(order);
                Learner undropped = new DjlLearner(without)) {
            Learner.BatchResult evaluated = learner.evaluate(batch);
            assertThat(learner.look(batch).read().loss()).isNotEqualTo(evaluated.loss());
            assertThat(learner.evaluate(batch)).isEqualTo(evaluated).isEqualTo(undropped.evaluate(batch));
        }
    }

    @Test
    void dropoutChangesItsMaskFromStepToStep() throws IOException {
        Order order = order(new Mlp(List.of(64), 0.5, false), POINT, 2);
        Batch batch = batches(order).next();
        try (Learner learner = new DjlLearner(order)) {
            assertThat(learner.look(batch).read())
                    .isNotEqualTo(learner.look(batch).read());
        }
    }

    @ParameterizedTest
    @MethodSource("networksWithState")
    void evaluationLearnsNothingOfTheBatchesItSees(Architecture model) throws IOException {
        Order order = order(model, IMAGE, 2);
        Batches batches = batches(order);
        List<Double> losses = new ArrayList<>();
        try (Learner learner = new DjlLearner(order)) {
            for (int i = 0; i < 10; i++) {
                learner.evaluate(batches.nextEvaluation());
                losses.add(learner.look(batches.next()).read().loss());
                learner.step(LR, OptionalDouble.empty());
            }
        }
        assertThat(losses).isEqualTo(losses(order, 10));
    }

    @ParameterizedTest
    @MethodSource("networksWithState")
    void theSeedDecidesTheLossesOfEveryNetworkToTheLastBit(Architecture model) throws IOException {
        List<Double> losses = losses(order(model, IMAGE, 7), 10);
        assertThat(losses(order(model, IMAGE, 7), 10)).isEqualTo(losses);
        assertThat(losses(order(model, IMAGE, 8), 10)).isNotEqualTo(losses);
        assertThat(losses.getLast()).isFinite();
    }

    static Stream<Architecture> networksWithState() {
        return Stream.of(
                new Mlp(List.of(32, 16), 0.3, true),
                new Cifar10Quick(),
                new Cifar10Full(),
                new Cifar10FullSigmoidBn(),
                new ResNet(1));
    }

    @Test
    void thereIsNoStepWithoutALook() throws IOException {
        Order order = order(new Mlp(List.of()), POINT, 1);
        try (Learner learner = new DjlLearner(order)) {
            assertThatIllegalStateException().isThrownBy(() -> learner.step(LR, OptionalDouble.empty()));
            learner.look(batches(order).next());
            learner.step(LR, OptionalDouble.empty());
            assertThatIllegalStateException().isThrownBy(() -> learner.step(LR, OptionalDouble.empty()));
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void aValueThatIsNotFiniteMakesALossThatIsNot(float value) throws IOException {
        StoredData data = Samples.of(directory, new float[][] {{1, 2}, {value, 3}}, 0, 1);
        Order order = order(new Mlp(List.of()), data, 2, 1);
        try (Learner learner = new DjlLearner(order)) {
            assertThat(learner.look(batches(order).next()).read().loss()).isNotFinite();
        }
    }

    @Test
    void theSeedDecidesTheLossesToTheLastBit() throws IOException {
        List<Double> losses = losses(order(new LeNet(), IMAGE, 7), 20);
        assertThat(losses(order(new LeNet(), IMAGE, 7), 20)).isEqualTo(losses);
        assertThat(losses(order(new LeNet(), IMAGE, 8), 20))
                .allSatisfy(loss -> assertThat(losses).doesNotContain(loss));
    }

    @ParameterizedTest
    @MethodSource("networksWithState")
    void noArrayOutlivesItsIterationButTheWeights(Architecture model) throws IOException {
        Order order = order(model, IMAGE, 1);
        Batches batches = batches(order);
        try (DjlLearner learner = new DjlLearner(order)) {
            iterate(learner, batches, 2);
            int arrays = arrays(learner);
            assertThat(arrays).isPositive();
            iterate(learner, batches, 20);
            assertThat(arrays(learner)).isEqualTo(arrays);
        }
    }

    private static int arrays(DjlLearner learner) {
        return assertThat(learner)
                .extracting("manager", InstanceOfAssertFactories.type(PtNDManager.class))
                .actual()
                .getManagedArrays()
                .size();
    }

    private static void iterate(Learner learner, Batches batches, int iterations) {
        for (int i = 0; i < iterations; i++) {
            learner.look(batches.next());
            learner.step(LR, OptionalDouble.empty());
            learner.evaluate(batches.nextEvaluation());
        }
    }

    /** One array as large as the weights, left behind at each iteration, would be 300 MB. */
    @Test
    void nativeMemoryDoesNotGrow() throws IOException {
        Order order = order(new Mlp(List.of(512)), new Shape(1, 1, 64), 1);
        Batches batches = batches(order);
        try (Learner learner = new DjlLearner(order)) {
            iterate(learner, batches, 500);
            long before = residentMegabytes();
            iterate(learner, batches, 2500);
            assertThat(residentMegabytes() - before).isLessThan(64);
        }
    }

    /** One array of a layer's outputs, left behind at each iteration, would be 800 MB. */
    @Test
    void nativeMemoryDoesNotGrowWithBlocksAndBatchNorm() throws IOException {
        Order order = order(new ResNet(1), new Shape(32, 32, 3), 1);
        Batches batches = batches(order);
        try (Learner learner = new DjlLearner(order)) {
            iterate(learner, batches, 50);
            long before = residentMegabytes();
            iterate(learner, batches, 200);
            assertThat(residentMegabytes() - before).isLessThan(64);
        }
    }

    /** After a collection, so that what is measured is hardly the heap. */
    private static long residentMegabytes() throws IOException {
        System.gc();
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                        .findFirst()
                        .orElseThrow()
                / 1024;
    }

    /** Lying on the device, inputs are told by their numbers: on a CPU, too, where trainers do not let them. */
    @Test
    void inputsThatLieOnTheDeviceGiveTheSameLosses() throws IOException {
        Order order = order(new Mlp(List.of(7)), IMAGE, 3);
        List<Double> losses = new ArrayList<>();
        try (Batches batches = Batches.of(order.data(), order.workload(), order.evaluation(), order.seed(), true);
                Learner learner = new DjlLearner(order, batches.resident())) {
            assertThat(batches.resident()).isNotNull();
            for (int step = 0; step < 12; step++) {
                Batch batch = batches.next();
                assertThat(batch.inputs().remaining()).isEqualTo(BATCH * Long.BYTES);
                losses.add(learner.look(batch).read().loss());
                learner.step(LR, OptionalDouble.empty());
            }
            losses.add(learner.evaluate(batches.nextEvaluation()).loss());
        }
        List<Double> expected = losses(order, 12);
        assertThat(losses.subList(0, 12)).isEqualTo(expected);
    }
}
