package dev.rangefinder.trainer;

import dev.rangefinder.curve.Observation;
import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.model.spec.LeNet;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Preprocessing;
import dev.rangefinder.run.spec.Sgd;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.schedule.Fixed;
import dev.rangefinder.trainer.data.Batches;
import dev.rangefinder.trainer.djl.DjlLearner;
import dev.rangefinder.trainer.loop.Learner;
import dev.rangefinder.trainer.loop.TrainingLoop;
import dev.rangefinder.trainer.protocol.Order;
import dev.rangefinder.trainer.protocol.ProtocolLines;
import dev.rangefinder.trainer.protocol.TrainerLine;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A small training whose result is dropped, while a trainer waits for its order: classes are loaded, code is compiled
 * and the engine's kernels are set up when the order comes. It runs on the CPU, so that no GPU is touched, and leaves
 * nothing behind that a curve depends on: an order sets the seed and the threads itself.
 */
final class TrainerWarmUp {

    private static final Layout LAYOUT = new Layout(new Shape(28, 28, 1), ElementType.UINT8, 10, 500, 100);

    /** Few: an order that comes meanwhile waits for them. */
    private static final int ITERATIONS = 200;

    private static final Evaluation EVALUATION = new Evaluation(100, 100);

    private TrainerWarmUp() {}

    static void run() {
        try {
            Path directory = Files.createTempDirectory("rehearsal");
            try {
                train(new StoredData(directory, LAYOUT));
            } finally {
                for (String file : StoredData.FILES) {
                    Files.deleteIfExists(directory.resolve(file));
                }
                Files.delete(directory);
            }
        } catch (AccessDeniedException ignored) {
            // in a sandbox, where nothing may be written: what fails there is to say what it died of, not this
        } catch (IOException exception) {
            System.err.println("There was no rehearsal: " + exception);
        }
    }

    private static void train(StoredData data) throws IOException {
        write(data);
        Workload workload =
                new Workload("rehearsal", new LeNet(), new Sgd(0.9, false, 0), 4, Preprocessing.STANDARDIZE);
        Order order = asSent(new Order(
                workload, data, null, new Fixed(0.001), ITERATIONS, 0, EVALUATION, StopRule.DIVERGED, false, "cpu", 1));
        List<Observation> observed = new ArrayList<>();
        try (Batches batches = Batches.of(data, workload, EVALUATION, 0);
                Learner learner = new DjlLearner(order)) {
            new TrainingLoop(order, batches, learner, observed::add).run();
        }
        ProtocolLines.write(new TrainerLine.Observed(observed));
    }

    private static Order asSent(Order order) {
        return (Order) ProtocolLines.readFromServer(ProtocolLines.write(order)).orElseThrow();
    }

    private static void write(StoredData data) throws IOException {
        Path directory = data.directory();
        Files.write(
                directory.resolve(StoredData.TRAIN_INPUTS),
                new byte[LAYOUT.trainSamples() * LAYOUT.shape().size()]);
        Files.write(directory.resolve(StoredData.TRAIN_LABELS), new byte[LAYOUT.trainSamples() * Integer.BYTES]);
        Files.write(
                directory.resolve(StoredData.TEST_INPUTS),
                new byte[LAYOUT.testSamples() * LAYOUT.shape().size()]);
        Files.write(directory.resolve(StoredData.TEST_LABELS), new byte[LAYOUT.testSamples() * Integer.BYTES]);
    }
}
