package dev.rangefinder.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.curve.Observation;
import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.model.spec.Architecture;
import dev.rangefinder.model.spec.LeNet;
import dev.rangefinder.model.spec.Mlp;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.run.spec.EndReason;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Preprocessing;
import dev.rangefinder.run.spec.Sgd;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.schedule.Fixed;
import dev.rangefinder.testing.ProcessTest;
import dev.rangefinder.trainer.protocol.Order;
import dev.rangefinder.trainer.protocol.ProtocolLines;
import dev.rangefinder.trainer.protocol.TrainerLine;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trainer in its own process; the tests are its server. */
@ProcessTest
class TrainerProcessIntegrationTests {

    /** Longer than any test here. */
    private static final Duration PATIENT = Duration.ofSeconds(100);

    /** A deadline for what should happen at once or after a second, on a machine that is busy. */
    private static final long LIMIT_SECONDS = 60;

    private static final int ABANDONED = 3;

    @TempDir
    private Path directory;

    /** A trainer, and all lines that it prints. */
    private static final class Trainer implements AutoCloseable {

        private final Process process;
        private final BufferedReader stdout;
        private final BufferedWriter stdin;
        private final List<String> printed = new ArrayList<>();

        Trainer(Duration silenceLimit) throws IOException {
            this(silenceLimit, 256);
        }

        Trainer(Duration silenceLimit, long maxHeapMegabytes) throws IOException {
            process = new ProcessBuilder(TrainerCommand.of(
                            TestedEngine.DIRECTORY, silenceLimit, maxHeapMegabytes, TestedEngine.own()))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            stdout = process.inputReader();
            stdin = process.outputWriter();
        }

        void write(String text) throws IOException {
            stdin.write(text);
            stdin.newLine();
            stdin.flush();
        }

        void send(Order order) throws IOException {
            write(ProtocolLines.write(order));
        }

        /** The next line but signs of life. */
        TrainerLine next() throws IOException {
            while (true) {
                String text = stdout.readLine();
                assertThat(text).as("what comes after %s", printed).isNotNull();
                printed.add(text);
                TrainerLine line = ProtocolLines.readFromTrainer(text).orElse(null);
                if (line != null && !(line instanceof TrainerLine.Alive)) {
                    return line;
                }
            }
        }

        <T extends TrainerLine> T next(Class<T> type) throws IOException {
            return assertThat(next())
                    .asInstanceOf(InstanceOfAssertFactories.type(type))
                    .actual();
        }

        int exitCode() throws InterruptedException {
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                    .as("it has ended")
                    .isTrue();
            return process.exitValue();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private Order order(Architecture model, long iterations) throws IOException {
        StoredData data = Samples.noise(directory, new Shape(1, 1, 2), 2, 40);
        Workload workload = new Workload("any", model, new Sgd(0.9, false, 0), 8, Preprocessing.STANDARDIZE);
        return new Order(
                workload,
                data,
                null,
                new Fixed(0.01),
                iterations,
                1,
                new Evaluation(100, 10),
                StopRule.NONE,
                false,
                TestedEngine.DEVICE,
                1);
    }

    /** The samples are mapped, and two batches at a time lie outside of the heap. */
    @Test
    void trainsOnMoreSamplesThanItsHeapHolds() throws IOException, InterruptedException {
        int heapMegabytes = 32;
        Shape image = new Shape(64, 64, 3);
        StoredData data = Samples.noise(directory, image, 2, 2000);
        assertThat(Files.size(data.directory().resolve(StoredData.TRAIN_INPUTS)))
                .isGreaterThan(2 * heapMegabytes * 1_000_000L);
        Workload workload =
                new Workload("any", new Mlp(List.of(4)), new Sgd(0, false, 0), 500, Preprocessing.MEAN_IMAGE);
        try (Trainer trainer = new Trainer(PATIENT, heapMegabytes)) {
            trainer.send(new Order(
                    workload,
                    data,
                    null,
                    new Fixed(1e-4),
                    12,
                    1,
                    new Evaluation(6, 2000),
                    StopRule.NONE,
                    false,
                    TestedEngine.DEVICE,
                    1));
            List<Observation> observed = new ArrayList<>();
            TrainerLine line = trainer.next();
            for (; !(line instanceof TrainerLine.Ended); line = trainer.next()) {
                if (line instanceof TrainerLine.Observed some) {
                    observed.addAll(some.observations());
                }
                assertThat(line).isNotInstanceOf(TrainerLine.Failed.class);
            }
            assertThat(observed).hasSize(12);
            assertThat(trainer.exitCode()).isZero();
        }
    }

    private Order endless() throws IOException {
        return order(new Mlp(List.of(4)), 1_000_000_000);
    }

    @Test
    void aTrainerSaysThatItIsReadyAndCarriesItsOrderOut() throws Exception {
        try (Trainer trainer = new Trainer(PATIENT)) {
            trainer.next(TrainerLine.Ready.class);
            trainer.send(order(new Mlp(List.of(4)), 2500));
            assertThat(trainer.next(TrainerLine.Started.class).provenance())
                    .containsKeys("engine", "djl", "java", "cpu", "cpu_vectors")
                    .containsEntry("device", TestedEngine.DEVICE)
                    .containsEntry("precision", "float32")
                    .containsEntry("threads", "1");

            List<Observation> observations = new ArrayList<>();
            TrainerLine line = trainer.next();
            while (line instanceof TrainerLine.Observed observed) {
                observations.addAll(observed.observations());
                line = trainer.next();
            }

            assertThat(((TrainerLine.Ended) line).reason()).isEqualTo(EndReason.COMPLETED);
            assertThat(((TrainerLine.Ended) line).waited()).isBetween(0.0, 1.0);
            assertThat(observations)
                    .extracting(Observation::iteration)
                    .containsExactlyElementsOf(LongStream.range(0, 2500).boxed().toList());
            assertThat(observations)
                    .filteredOn(observation -> observation.validation() != null)
                    .hasSize(25);
            assertThat(trainer.exitCode()).isZero();
            assertThat(trainer.printed.getFirst())
                    .as("what a launcher printed before ends here")
                    .isEmpty();
            assertThat(trainer.printed.subList(1, trainer.printed.size()))
                    .allSatisfy(text -> assertThat(text).startsWith("@rangefinder {"));
        }
    }

    @Test
    void anOrderMayComeBeforeTheTrainerIsReadyAmongLinesOfOthers() throws Exception {
        try (Trainer trainer = new Trainer(PATIENT)) {
            trainer.write("motd: welcome to node 7");
            trainer.write("{\"line\": \"order\"}");
            trainer.write("");
            trainer.send(order(new Mlp(List.of(4)), 1));
            trainer.next(TrainerLine.Ready.class);
            trainer.next(TrainerLine.Started.class);
            assertThat(trainer.next(TrainerLine.Observed.class).observations()).hasSize(1);
            assertThat(trainer.next(TrainerLine.Ended.class).reason()).isEqualTo(EndReason.COMPLETED);
            assertThat(trainer.exitCode()).isZero();
        }
    }

    @Test
    void aTrainerThatWaitsHaltsWhenItsServerIsGone() throws Exception {
        try (Trainer trainer = new Trainer(PATIENT)) {
            trainer.next(TrainerLine.Ready.class);
            trainer.stdin.close();
            assertThat(trainer.exitCode()).isEqualTo(ABANDONED);
        }
    }

    @Test
    void aTrainerThatTrainsHaltsWhenItsServerIsGone() throws Exception {
        try (Trainer trainer = new Trainer(PATIENT)) {
            trainer.send(endless());
            trainer.next(TrainerLine.Ready.class);
            trainer.next(TrainerLine.Started.class);
            trainer.next(TrainerLine.Observed.class);
            trainer.stdin.close();
            assertThat(trainer.exitCode()).isEqualTo(ABANDONED);
        }
    }

    /** The server does not read what it says either: a pipe that is full must not keep it. */
    @Test
    void aTrainerHaltsWhenItsServerIsSilentThoughItsStdinStaysOpen() throws Exception {
        try (Trainer trainer = new Trainer(Duration.ofSeconds(2))) {
            trainer.send(endless());
            assertThat(trainer.exitCode()).isEqualTo(ABANDONED);
        }
    }

    /** A launcher that starts it elsewhere may need a while until its server is heard. One sign of life comes a second. */
    @Test
    void aTrainerThatHasNotYetHeardFromItsServerIsMorePatientThanItsSilenceLimit() throws Exception {
        try (Trainer trainer = new Trainer(Duration.ofSeconds(1))) {
            trainer.next(TrainerLine.Ready.class);
            for (int signsOfLife = 0; signsOfLife < 4; signsOfLife++) {
                assertThat(trainer.stdout.readLine()).contains("alive");
            }
        }
    }

    @Test
    void aMissingFileIsAnsweredWithItsName() throws Exception {
        Order order = order(new Mlp(List.of(4)), 10);
        Files.delete(directory.resolve(StoredData.TEST_LABELS));
        try (Trainer trainer = new Trainer(PATIENT)) {
            trainer.send(order);
            trainer.next(TrainerLine.Ready.class);
            assertThat(trainer.next(TrainerLine.Failed.class).message()).contains("NoSuchFile", StoredData.TEST_LABELS);
            assertThat(trainer.exitCode()).isZero();
        }
    }

    @Test
    void aNetworkThatDoesNotFitIsAnsweredWithTheReason() throws Exception {
        try (Trainer trainer = new Trainer(PATIENT)) {
            trainer.send(order(new LeNet(), 10));
            trainer.next(TrainerLine.Ready.class);
            assertThat(trainer.next(TrainerLine.Failed.class).message()).contains("has nothing left to work on");
            assertThat(trainer.exitCode()).isZero();
        }
    }
}
