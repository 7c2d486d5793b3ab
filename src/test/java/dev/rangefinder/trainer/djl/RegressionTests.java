package dev.rangefinder.trainer.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.pytorch.engine.PtNDManager;
import dev.rangefinder.curve.Observation;
import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.model.spec.Architecture;
import dev.rangefinder.model.spec.Mlp;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Preprocessing;
import dev.rangefinder.run.spec.Sgd;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.schedule.Fixed;
import dev.rangefinder.trainer.Samples;
import dev.rangefinder.trainer.TestedEngine;
import dev.rangefinder.trainer.data.Batch;
import dev.rangefinder.trainer.data.Batches;
import dev.rangefinder.trainer.djl.engine.Engines;
import dev.rangefinder.trainer.djl.engine.Tensors;
import dev.rangefinder.trainer.djl.network.Weights;
import dev.rangefinder.trainer.loop.TrainingLoop;
import dev.rangefinder.trainer.protocol.Order;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Linear least squares by gradient descent, as the trainer does it, and by hand in double. */
class RegressionTests {

    private static final int FEATURES = 3;
    private static final int BATCH = 8;
    private static final int SAMPLES = 80;
    private static final double LR = 0.05;

    @TempDir
    private Path directory;

    @BeforeAll
    static void loadTheEngine() throws IOException {
        TestedEngine.load();
    }

    private static Order order(StoredData data, int accumulate) {
        Workload workload = new Workload(
                "any",
                new Mlp(List.of()),
                new Sgd(0, false, 0),
                BATCH,
                Preprocessing.NONE,
                null,
                null,
                null,
                accumulate,
                null,
                null,
                null);
        return new Order(
                workload,
                data,
                null,
                new Fixed(LR),
                40,
                5,
                new Evaluation(10, 50),
                StopRule.NONE,
                false,
                TestedEngine.DEVICE,
                1);
    }

    private static List<Observation> observations(Order order) throws IOException {
        List<Observation> observations = new ArrayList<>();
        try (DjlLearner learner = new DjlLearner(order);
                Batches batches = Batches.of(order.data(), order.workload(), order.evaluation(), order.seed())) {
            new TrainingLoop(order, batches, learner, observations::add).run();
        }
        return observations;
    }

    private static double[] weights(Order order) {
        try (PtNDManager manager =
                (PtNDManager) Engine.getEngine("PyTorch").newBaseManager(Engines.device(TestedEngine.DEVICE))) {
            float[] drawn = Tensors.floats(Weights.initial(
                            ((Architecture) order.workload().model())
                                    .network(order.data().layout().shape(), 1),
                            order.seed(),
                            manager)
                    .of(0)
                    .getFirst()
                    .value());
            double[] weights = new double[FEATURES + 1];
            for (int i = 0; i < FEATURES; i++) {
                weights[i] = drawn[i];
            }
            return weights;
        }
    }

    private static double answer(double[] weights, float[] inputs, int sample) {
        double answer = weights[FEATURES];
        for (int i = 0; i < FEATURES; i++) {
            answer += weights[i] * inputs[sample * FEATURES + i];
        }
        return answer;
    }

    private static float[] floats(ByteBuffer buffer) {
        float[] values = new float[buffer.remaining() / Float.BYTES];
        buffer.asFloatBuffer().get(values);
        return values;
    }

    private static double squaredError(double[] weights, float[] inputs, float[] targets) {
        double squares = 0;
        for (int sample = 0; sample < targets.length; sample++) {
            double error = answer(weights, inputs, sample) - targets[sample];
            squares += error * error;
        }
        return squares / targets.length;
    }

    private static void step(double[] weights, float[] inputs, float[] targets) {
        double[] gradient = new double[FEATURES + 1];
        for (int sample = 0; sample < targets.length; sample++) {
            double slope = 2 * (answer(weights, inputs, sample) - targets[sample]) / targets.length;
            for (int i = 0; i < FEATURES; i++) {
                gradient[i] += slope * inputs[sample * FEATURES + i];
            }
            gradient[FEATURES] += slope;
        }
        for (int i = 0; i <= FEATURES; i++) {
            weights[i] -= LR * gradient[i];
        }
    }

    @Test
    void lossesAndStepsAreThoseOfLeastSquaresOnScaledLabels() throws IOException {
        Order order = order(Samples.regression(directory, FEATURES, SAMPLES), 1);
        float[] all = floats(ByteBuffer.wrap(Files.readAllBytes(directory.resolve(StoredData.TRAIN_LABELS)))
                .order(ByteOrder.LITTLE_ENDIAN));
        double mean = mean(all);
        double deviation = Math.sqrt(variance(all));
        double[] weights = weights(order);
        List<Observation> found = observations(order);
        try (Batches batches = Batches.of(order.data(), order.workload(), order.evaluation(), order.seed())) {
            for (Observation observation : found) {
                Batch batch = batches.next();
                float[] inputs = floats(batch.inputs());
                float[] targets = floats(batch.labels());
                for (float target : targets) {
                    assertThat(contains(all, target * deviation + mean)).isTrue();
                }
                double loss = squaredError(weights, inputs, targets);
                assertThat(observation.loss()).isCloseTo(loss, within(1e-5 * Math.max(1, loss)));
                assertThat(observation.accuracy()).isEqualTo(1 - observation.loss());
                step(weights, inputs, targets);
                if (observation.validation() != null) {
                    validated(observation.validation(), batches.nextEvaluation(), weights);
                }
            }
        }
        assertThat(found.getLast().validation().accuracy()).isBetween(0.9, 1.0);
    }

    /** R² is held against the mean of those looked at, as statistics do, and not of those for training. */
    private static void validated(Observation.Validation validation, Batch batch, double[] weights) {
        assertThat(batch.size()).isEqualTo(50);
        float[] targets = floats(batch.labels());
        double loss = squaredError(weights, floats(batch.inputs()), targets);
        assertThat(validation.loss()).isCloseTo(loss, within(1e-5 * Math.max(1, loss)));
        assertThat(validation.accuracy()).isCloseTo(1 - loss / variance(targets), within(1e-4));
    }

    @Test
    void gradientsOfSeveralBatchesAreGathered() throws IOException {
        StoredData data = Samples.regression(directory, FEATURES, SAMPLES);
        List<Observation> gathered = observations(order(data, 2));
        double[] weights = weights(order(data, 2));
        try (Batches batches = Batches.of(
                data,
                order(data, 2).workload(),
                new Evaluation(1, 0),
                order(data, 2).seed())) {
            for (Observation observation : gathered) {
                float[] inputs = new float[2 * BATCH * FEATURES];
                float[] targets = new float[2 * BATCH];
                for (int part = 0; part < 2; part++) {
                    Batch batch = batches.next();
                    System.arraycopy(floats(batch.inputs()), 0, inputs, part * BATCH * FEATURES, BATCH * FEATURES);
                    System.arraycopy(floats(batch.labels()), 0, targets, part * BATCH, BATCH);
                }
                assertThat(observation.loss()).isCloseTo(squaredError(weights, inputs, targets), within(1e-4));
                step(weights, inputs, targets);
            }
        }
    }

    private static boolean contains(float[] all, double wanted) {
        for (float one : all) {
            if (Math.abs(one - wanted) < 1e-2) {
                return true;
            }
        }
        return false;
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double variance(float[] values) {
        double mean = mean(values);
        double squares = 0;
        for (float value : values) {
            squares += (value - mean) * (value - mean);
        }
        return squares / values.length;
    }
}
