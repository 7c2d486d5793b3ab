package dev.rangefinder.trainer.djl.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.rangefinder.model.spec.Layer.BatchNorm;
import dev.rangefinder.testing.TorchTest;
import dev.rangefinder.trainer.TestedEngine;
import dev.rangefinder.trainer.djl.engine.Engines;
import dev.rangefinder.trainer.djl.engine.Tensors;
import dev.rangefinder.trainer.djl.network.Trainee.Mode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of the batches (1, 3), of mean 2 and unbiased variance 2, and (5, 9), of mean 7 and unbiased variance 8. */
@TorchTest
class BatchNormForwardTests {

    @BeforeAll
    static void loadTheEngine() throws IOException {
        TestedEngine.load();
    }

    private static PtNDArray batch(PtNDManager owner, float... values) {
        return Tensors.of(owner, values, new Shape(values.length, 1));
    }

    @ParameterizedTest
    @CsvSource({
        // 0.9 · (0.9 · 0 + 0.1 · 2) + 0.1 · 7, and 0.9 · (0.9 · 1 + 0.1 · 2) + 0.1 · 8
        "EXPONENTIAL, 0.88, 1.79",
        // (0.999 · 2 + 7) / 1.999, and (0.999 · 2 + 8) / 1.999
        "CORRECTED, 4.501250625, 5.001500750"
    })
    void evaluationNormalisesByTheRunningMeans(BatchNorm.Averaging averaging, double mean, double variance) {
        JniUtils.setGradMode(false);
        try (PtNDManager manager =
                (PtNDManager) Engine.getEngine("PyTorch").newBaseManager(Engines.device(TestedEngine.DEVICE))) {
            BatchNormForward norm =
                    new BatchNormForward(new BatchNorm(averaging, BatchNorm.Affine.NONE), 1, List.of(), manager);
            assertThat(Tensors.floats(norm.apply(batch(manager, 1, 3), Mode.TRAINING)))
                    .containsExactly(new float[] {-1, 1}, within(1e-5f));
            norm.apply(batch(manager, 5, 9), Mode.TRAINING);
            for (int evaluation = 0; evaluation < 2; evaluation++) {
                float normalised = Tensors.number(norm.apply(batch(manager, 100), Mode.EVALUATION));
                assertThat((double) normalised).isCloseTo((100 - mean) / Math.sqrt(variance + 1e-5), within(1e-4));
            }
        }
    }
}
