package dev.rangefinder.lane.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.curve.Observation;
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
import dev.rangefinder.trainer.Samples;
import dev.rangefinder.trainer.TrainerCommand;
import dev.rangefinder.trainer.protocol.Order;
import dev.rangefinder.trainer.protocol.ProtocolLines;
import dev.rangefinder.trainer.protocol.TorchLibraries;
import dev.rangefinder.trainer.protocol.TrainerLine;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trainer with a current PyTorch, beside one with the bundled engine. */
@SeparateProcessTest
class OwnPyTorchIntegrationTests {

    private static final Path ENGINE = Path.of("target", "test-data", "engine").toAbsolutePath();
    private static final Shape IMAGE = new Shape(28, 28, 1);
    private static final int ITERATIONS = 20;

    @TempDir
    private Path directory;

    private record Told(String engine, List<Double> losses) {}

    @Test
    void theCurveIsThatOfTheBundledEngineToRoundingErrors() throws Exception {
        TorchLibraries own = current();
        StoredData data = Samples.noise(directory, IMAGE, 10, 200);
        for (Architecture model : List.of(new LeNet(), new Mlp(List.of(32), 0, true))) {
            Told bundled = trained(order(model, data), null);
            Told theirs = trained(order(model, data), own);
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
        assertThat(trained(order, own)).isEqualTo(trained(order, own));
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

    private static Told trained(Order order, @Nullable TorchLibraries own) throws IOException {
        Process process = new ProcessBuilder(TrainerCommand.of(ENGINE, Duration.ofMinutes(2), 512, own))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String engine = "";
        List<Double> losses = new ArrayList<>();
        try (BufferedWriter orders = process.outputWriter();
                BufferedReader lines = process.inputReader()) {
            orders.write(ProtocolLines.write(order));
            orders.newLine();
            orders.flush();
            for (String text = lines.readLine(); text != null; text = lines.readLine()) {
                switch (ProtocolLines.readFromTrainer(text).orElse(new TrainerLine.Alive())) {
                    case TrainerLine.Started started ->
                        engine = started.provenance().get("engine");
                    case TrainerLine.Observed observed ->
                        observed.observations().stream().map(Observation::loss).forEach(losses::add);
                    case TrainerLine.OutOfMemory failed -> throw new AssertionError(failed.message());
                    case TrainerLine.Failed failed -> throw new AssertionError(failed.message());
                    case TrainerLine.Ended ignored -> {
                        return new Told(engine, losses);
                    }
                    case TrainerLine.Ready ignored -> {}
                    case TrainerLine.Alive ignored -> {}
                }
            }
        } finally {
            process.destroyForcibly();
        }
        throw new AssertionError("the trainer ended after " + losses.size() + " losses");
    }
}
