package dev.rangefinder.trainer.djl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.model.spec.Mlp;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Precision;
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
import dev.rangefinder.trainer.djl.engine.Autocast;
import dev.rangefinder.trainer.djl.engine.CppFunctions;
import dev.rangefinder.trainer.djl.engine.Engines;
import dev.rangefinder.trainer.djl.engine.GpuArithmetic;
import dev.rangefinder.trainer.djl.engine.TensorOps;
import dev.rangefinder.trainer.djl.engine.Tensors;
import dev.rangefinder.trainer.djl.update.LossScale;
import dev.rangefinder.trainer.loop.Learner;
import dev.rangefinder.trainer.protocol.Order;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** In how many bits is computed, and that what is learned bears it; alone, for the kernels are chosen for this JVM. */
@TorchTest
@Isolated
class PrecisionTests {

    private static final Shape ONE = new Shape(1, 1);
    private static final dev.rangefinder.model.spec.Shape POINT = new dev.rangefinder.model.spec.Shape(1, 1, 3);
    private static final int SAMPLES = 40;
    private static final double LR = 0.1;

    @TempDir
    private Path directory;

    @BeforeAll
    static void loadTheEngine() throws IOException {
        TestedEngine.load();
    }

    private static PtNDManager manager() {
        return (PtNDManager) Engine.getEngine("PyTorch").newBaseManager(Engines.device(TestedEngine.DEVICE));
    }

    private static float product(Precision precision, PtNDArray value, PtNDArray weight) {
        Device device = value.getManager().getDevice();
        PtNDArray product =
                Autocast.of(precision, device).during(() -> Tensors.calls().linear(value, weight, null));
        return Tensors.number(JniUtils.to(product, DataType.FLOAT32, device));
    }

    /** {@code 1 + 2^-n}, of which the last bit is rounded away where there are fewer; the product is exact in each. */
    @ParameterizedTest
    @CsvSource({
        "FLOAT32, 23, true",
        "TF32, 23, true",
        "BFLOAT16, 7, true",
        "BFLOAT16, 9, false",
        "FLOAT16, 10, true",
        "FLOAT16, 12, false"
    })
    void factorsHaveTheBitsOfTheirPrecision(Precision precision, int bits, boolean isKept) {
        double value = 1 + Math.pow(2, -bits);
        try (PtNDManager manager = manager()) {
            PtNDArray one = Tensors.filled(manager, 1, ONE);
            assertThat(product(precision, Tensors.filled(manager, (float) value, ONE), one))
                    .isEqualTo(isKept ? (float) value : 1);
        }
    }

    @Test
    void weightsThatAStepChangedAreTakenAnewAndNothingIsCastOutside() {
        try (PtNDManager manager = manager()) {
            float fine = 1 + 1 / 512f;
            PtNDArray value = Tensors.filled(manager, 1, ONE);
            PtNDArray weight = Tensors.filled(manager, 2, ONE);
            JniUtils.attachGradient(weight, true);
            assertThat(product(Precision.BFLOAT16, value, weight)).isEqualTo(2);
            new TensorOps(manager).scale(weight, 2);
            assertThat(product(Precision.BFLOAT16, value, weight)).isEqualTo(4);
            PtNDArray outside = Tensors.calls().linear(Tensors.filled(manager, fine, ONE), value, null);
            assertThat(Tensors.number(outside)).isEqualTo(fine);
        }
    }

    private Order order(Precision precision, double momentum, int batchSize) throws IOException {
        StoredData data = Samples.noise(directory, POINT, 2, SAMPLES);
        Workload workload = new Workload(
                "any",
                new Mlp(List.of(16)),
                new Sgd(momentum, false, 0),
                batchSize,
                Preprocessing.NONE,
                null,
                null,
                null,
                null,
                null,
                null,
                precision);
        return new Order(
                workload,
                data,
                null,
                new Fixed(LR),
                100,
                1,
                new Evaluation(1, 3),
                StopRule.NONE,
                false,
                TestedEngine.DEVICE,
                1);
    }

    private static List<Double> losses(Order order, int steps) throws IOException {
        List<Double> losses = new ArrayList<>();
        try (Learner learner = new DjlLearner(order);
                Batches batches = Batches.of(order.data(), order.workload(), order.evaluation(), order.seed())) {
            for (int step = 0; step < steps; step++) {
                losses.add(learner.look(batches.next()).read().loss());
                learner.step(LR, OptionalDouble.empty());
            }
        }
        return losses;
    }

    /**
     * Of all samples at once, so that steps which float16 leaves out at first shift the losses and do nothing else; with
     * momentum, which a loss scale must not reach.
     */
    @ParameterizedTest
    @EnumSource(names = {"BFLOAT16", "FLOAT16"})
    void aShorterPrecisionLearnsTheSameAndNotBitForBit(Precision precision) throws IOException {
        List<Double> wide = losses(order(Precision.FLOAT32, 0.9, SAMPLES), 60);
        List<Double> narrow = losses(order(precision, 0.9, SAMPLES), 60);
        int leftOut = (int) narrow.stream()
                        .filter(loss -> Math.abs(loss - narrow.getFirst()) < 1e-6)
                        .count()
                - 1;
        assertThat(narrow).isNotEqualTo(wide);
        for (int step = leftOut; step < narrow.size(); step++) {
            assertThat(narrow.get(step)).as("step %d", step).isCloseTo(wide.get(step - leftOut), within(0.005));
        }
        assertThat(wide.getLast()).isLessThan(wide.getFirst() - 0.05);
    }

    @Test
    void equalOrdersGiveEqualLossesInEachPrecision() throws IOException {
        for (Precision precision : Precision.values()) {
            assertThat(losses(order(precision, 0.9, 8), 20)).isEqualTo(losses(order(precision, 0.9, 8), 20));
        }
        assertThat(losses(order(Precision.TF32, 0.9, 8), 20))
                .as("on a CPU TF32 is as fine as float32")
                .isEqualTo(losses(order(Precision.FLOAT32, 0.9, 8), 20));
    }

    @Test
    void aStepWhoseGradientsOverflowIsLeftOutAndTheNextHasHalfTheScale() {
        try (PtNDManager manager = manager()) {
            LossScale scale = LossScale.of(Precision.FLOAT16);
            TensorOps ops = new TensorOps(manager);
            List<PtNDArray> overflown =
                    List.of(Tensors.filled(manager, 3, ONE), Tensors.filled(manager, Float.NEGATIVE_INFINITY, ONE));
            assertThat(scale.factor()).isEqualTo(65_536);
            assertThat(scale.undo(overflown, ops)).isFalse();
            assertThat(scale.factor()).isEqualTo(32_768);
            PtNDArray gradient = Tensors.filled(manager, 65_536, ONE);
            assertThat(scale.undo(List.of(gradient), ops)).isTrue();
            assertThat(Tensors.number(gradient)).isEqualTo(2);
        }
    }

    @Test
    void theScaleGrowsAfterTwoThousandStepsInARow() {
        try (PtNDManager manager = manager()) {
            LossScale scale = LossScale.of(Precision.FLOAT16);
            List<PtNDArray> gradients = List.of(Tensors.filled(manager, 0, ONE));
            for (int step = 0; step < 1999; step++) {
                try (PtNDManager scratch = manager.newSubManager(manager.getDevice())) {
                    scale.undo(gradients, new TensorOps(scratch));
                }
            }
            assertThat(scale.factor()).isEqualTo(65_536);
            scale.undo(gradients, new TensorOps(manager));
            assertThat(scale.factor()).isEqualTo(131_072);
        }
    }

    /** By the loss of a sample that is told wrong, whose scaled gradient is above what float16 holds. */
    @Test
    void weightsStayAsTheyAreUntilGradientsFit() throws IOException {
        Order order = order(Precision.FLOAT16, 0, 1);
        try (Learner learner = new DjlLearner(order);
                Batches batches = Batches.of(order.data(), order.workload(), order.evaluation(), order.seed())) {
            Batch batch = batches.next();
            while (learner.look(batch).read().loss() < 1.5) {
                batch = batches.next();
            }
            List<Double> losses = new ArrayList<>();
            for (int step = 0; step < 6; step++) {
                losses.add(learner.look(batch).read().loss());
                learner.step(LR, OptionalDouble.empty());
            }
            assertThat(losses.get(1)).as("after a step that was left out").isEqualTo(losses.getFirst());
            assertThat(losses.getLast()).as("after one that was not").isLessThan(losses.getFirst() - 0.5);
        }
    }

    @Test
    void aGpuTakesKernelsThatRepeatThemselvesAndRoundsFactorsOnlyWhereAsked() {
        CppFunctions torch = Engines.functions();
        try {
            GpuArithmetic.choose(Precision.TF32);
            assertThat(List.of(
                            is(torch, "_ZNK2at7Context15allowTF32CuBLASEv"),
                            is(torch, "_ZNK2at7Context18deterministicCuDNNEv"),
                            is(torch, "_ZNK2at7Context23deterministicAlgorithmsEv"),
                            is(torch, "_ZNK2at7Context14benchmarkCuDNNEv")))
                    .containsExactly(true, true, true, false);
            GpuArithmetic.choose(Precision.FLOAT32);
            assertThat(is(torch, "_ZNK2at7Context15allowTF32CuBLASEv")).isFalse();
        } finally {
            torch.find(
                            "_ZN2at7Context26setDeterministicAlgorithmsEbb",
                            FunctionDescriptor.ofVoid(ADDRESS, JAVA_BOOLEAN, JAVA_BOOLEAN))
                    .call(context(torch), false, false);
        }
    }

    private static Object context(CppFunctions torch) {
        return Objects.requireNonNull(torch.find("_ZN2at13globalContextEv", FunctionDescriptor.of(ADDRESS))
                .call());
    }

    private static boolean is(CppFunctions torch, String getter) {
        return (boolean) Objects.requireNonNull(
                torch.find(getter, FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS)).call(context(torch)));
    }
}
