package dev.rangefinder.lane.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.model.spec.Architecture;
import dev.rangefinder.model.spec.LeNet;
import dev.rangefinder.model.spec.Mlp;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Preprocessing;
import dev.rangefinder.run.spec.Sgd;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.schedule.Fixed;
import dev.rangefinder.testing.SeparateProcessTest;
import dev.rangefinder.trainer.OneTraining;
import dev.rangefinder.trainer.Samples;
import dev.rangefinder.trainer.TrainerCommand;
import dev.rangefinder.trainer.protocol.Order;
import dev.rangefinder.trainer.protocol.TorchLibraries;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trainer with a current PyTorch, beside one with the bundled engine. */
@SeparateProcessTest
class OwnPyTorchIntegrationTests {

    private static final Shape IMAGE = new Shape(28, 28, 1);
    private static final int ITERATIONS = 20;

    @TempDir
    private Path directory;

    @Test
    void theCurveIsThatOfTheBundledEngineToRoundingErrors() throws Exception {
        TorchLibraries own = current();
        StoredData data = Samples.noise(directory, IMAGE, 10, 200);
        for (Architecture model : List.of(new LeNet(), new Mlp(List.of(32), 0, true))) {
            OneTraining bundled = OneTraining.of(order(model, data), null);
            OneTraining theirs = OneTraining.of(order(model, data), own);
            assertThat(bundled.engine()).isEqualTo("PyTorch " + TrainerCommand.BUNDLED_PYTORCH);
            assertThat(theirs.engine()).startsWith("PyTorch 2.").isNotEqualTo(bundled.engine());
            for (int i = 0; i < ITERATIONS; i++) {
                assertThat(theirs.losses().get(i))
                        .as("loss %d of %s", i, model)
                        .isCloseTo(bundled.losses().get(i), within(1e-3));
            }
        }
    }

    @Test
    void equalOrdersGiveEqualCurvesAndTheSeedDrawsTheMasks() throws Exception {
        TorchLibraries own = current();
        StoredData data = Samples.noise(directory, IMAGE, 10, 200);
        Order order = order(new Mlp(List.of(32), 0.3, true), data);
        assertThat(OneTraining.of(order, own)).isEqualTo(OneTraining.of(order, own));
    }

    private static TorchLibraries current() throws InterruptedException {
        try {
            return new TorchFinder(Duration.ofMinutes(1)).find(LaneEnginesTests.currentPython());
        } catch (NoEngineException none) {
            throw new AssertionError(none);
        }
    }

    private static Order order(Architecture model, StoredData data) {
        return new Order(
                new Workload("noise", model, new Sgd(0.9, false, 0.0005), 16, Preprocessing.NONE),
                data,
                null,
                new Fixed(0.001),
                ITERATIONS,
                1,
                new Evaluation(10, 50),
                StopRule.NONE,
                false,
                "cpu",
                1);
    }
}
