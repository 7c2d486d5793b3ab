package dev.rangefinder.trainer;

import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.model.spec.Architecture;
import dev.rangefinder.model.spec.Cifar10Quick;
import dev.rangefinder.model.spec.DenseNet;
import dev.rangefinder.model.spec.Gpt;
import dev.rangefinder.model.spec.LeNet;
import dev.rangefinder.model.spec.Mlp;
import dev.rangefinder.model.spec.ResNet;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.model.spec.Vit;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Preprocessing;
import dev.rangefinder.run.spec.Sgd;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.schedule.Fixed;
import dev.rangefinder.trainer.protocol.Order;
import dev.rangefinder.trainer.protocol.ProtocolLines;
import dev.rangefinder.trainer.protocol.TrainerLine;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Milliseconds an iteration of our loop beside a plain PyTorch loop, in turns: {@code bench/trainer}. */
@Tag("bench")
class TrainerBench {

    private static final Path ENGINE = Path.of("target", "test-data", "engine").toAbsolutePath();
    private static final int SAMPLES = 2000;
    private static final int ROUNDS = 7;

    /** Of each side in a round: short enough that both see the same machine. */
    private static final double SECONDS_A_TURN = 1;

    /** As a trainer waits that was started ahead. */
    private static final Duration WAITING = Duration.ofSeconds(2);

    private static final List<String> FORMATS = List.of("plain", "channels_last");

    private static final Shape CIFAR = new Shape(32, 32, 3);

    /** Of the text, whose tokens are bytes. */
    private static final int CONTEXT = 64;

    private record Subject(String name, Architecture model, Shape input, int batch) {}

    private static final List<Subject> SUBJECTS = List.of(
            new Subject("mlp", new Mlp(List.of(256)), new Shape(28, 28, 1), 64),
            new Subject("lenet", new LeNet(), new Shape(28, 28, 1), 64),
            new Subject("cifar10_quick", new Cifar10Quick(), new Shape(32, 32, 3), 100),
            new Subject("resnet", new ResNet(3), CIFAR, 128),
            new Subject("resnet110", new ResNet(18), CIFAR, 128),
            new Subject("densenet", new DenseNet(40, 12, false, 0), CIFAR, 64),
            new Subject("vit", new Vit(4, 6, 128, 4, 0), CIFAR, 64),
            new Subject("gpt", new Gpt(4, 128, 4, 0, true), new Shape(1, CONTEXT, 1), 16));

    @TempDir
    private Path directory;

    /** Our side, in a process like a trainer's. */
    private record Ours(BareTraining training, Workload workload, StoredData data, int threads) {

        double millis(int iterations) throws IOException {
            return 1000
                    / (double) iterations
                    * training.seconds(new Order(
                            workload,
                            data,
                            null,
                            new Fixed(0.001),
                            iterations,
                            1,
                            new Evaluation(1, 0),
                            StopRule.NONE,
                            false,
                            "cpu",
                            threads));
        }
    }

    @Test
    void comparesTheLoops() throws IOException, InterruptedException {
        String wanted = System.getProperty("bench.subjects", "");
        boolean sameEngine = System.getProperty("bench.engine", "bundled").equals("same");
        try (PlainTorch torch = new PlainTorch("cpu");
                BareTraining training = new BareTraining(ENGINE, sameEngine ? torch.libraries() : null)) {
            System.out.println("PyTorch " + torch.version());
            System.out.println(
                    sameEngine ? "beside our loop on its own libtorch" : "beside our loop on the bundled libtorch");
            System.out.println("| net, batch | threads | ours, ms | PyTorch, ms | ratio | channels-last, ms | ratio |");
            System.out.println("|---|---|---|---|---|---|---|");
            for (Subject subject : SUBJECTS) {
                if (wanted.isEmpty() || List.of(wanted.split(" ")).contains(subject.name())) {
                    boolean readsTokens = subject.model().readsTokens();
                    StoredData data = readsTokens
                            ? Samples.text(directory, 256, SAMPLES * CONTEXT + 1)
                            : Samples.noise(directory, subject.input(), 10, SAMPLES);
                    Workload workload = new Workload(
                            "any",
                            subject.model(),
                            new Sgd(0.9, false, 0),
                            subject.batch(),
                            Preprocessing.NONE,
                            null,
                            readsTokens ? (Integer) CONTEXT : null);
                    for (int threads = 1; threads <= 2; threads++) {
                        compare(torch, subject, new Ours(training, workload, data, threads));
                    }
                }
            }
        }
    }

    private static void compare(PlainTorch torch, Subject subject, Ours ours) throws IOException {
        int threads = ours.threads();
        int iterations = aTurn(warm(torch, subject, ours));
        double[] our = new double[ROUNDS];
        double[][] their = new double[FORMATS.size()][ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            our[round] = ours.millis(iterations);
            for (int format = 0; format < FORMATS.size(); format++) {
                their[format][round] =
                        torch.millis(subject.name(), subject.batch(), threads, FORMATS.get(format), iterations);
            }
        }
        double mine = median(our);
        double plain = median(their[0]);
        double last = median(their[1]);
        System.out.printf(
                "| %s, %d | %d | %.3f | %.3f | **%.2f** | %.3f | %.2f |%n",
                subject.name(), subject.batch(), threads, mine, plain, mine / plain, last, mine / last);
    }

    /** Milliseconds an iteration when everything has been run for a turn. */
    private static double warm(PlainTorch torch, Subject subject, Ours ours) throws IOException {
        for (String format : FORMATS) {
            double ignored = torch.millis(subject.name(), subject.batch(), ours.threads(), format, 5);
        }
        return ours.millis(aTurn(ours.millis(10)));
    }

    private static int aTurn(double millis) {
        return (int) Math.max(5, SECONDS_A_TURN * 1000 / millis);
    }

    @Test
    void measuresFromTheOrderToTheFirstObservation() throws IOException, InterruptedException {
        Subject mlp = SUBJECTS.getFirst();
        StoredData data = Samples.noise(directory, mlp.input(), 10, 10_000);
        Workload workload =
                new Workload("any", mlp.model(), new Sgd(0.9, false, 0), mlp.batch(), Preprocessing.STANDARDIZE);
        Order order = new Order(
                workload, data, null, new Fixed(0.001), 1000, 1, Evaluation.DEFAULT, StopRule.NONE, false, "cpu", 1);
        double[] starts = new double[ROUNDS];
        double[] firsts = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long launched = System.nanoTime();
            Process process = new ProcessBuilder(TrainerCommand.of(ENGINE, Duration.ofMinutes(1), 1024))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader lines = process.inputReader();
                    BufferedWriter orders = process.outputWriter()) {
                await(lines, TrainerLine.Ready.class);
                starts[round] = (System.nanoTime() - launched) / 1e6;
                Thread.sleep(WAITING);
                long ordered = System.nanoTime();
                orders.write(ProtocolLines.write(order));
                orders.newLine();
                orders.flush();
                await(lines, TrainerLine.Observed.class);
                firsts[round] = (System.nanoTime() - ordered) / 1e6;
            } finally {
                process.destroyForcibly();
            }
        }
        System.out.printf(
                "mlp on 10,000 samples, medians of %d: launch to ready %.0f ms, order to first observation %.0f ms%n",
                ROUNDS, median(starts), median(firsts));
    }

    private static void await(BufferedReader lines, Class<? extends TrainerLine> wanted) throws IOException {
        Optional<TrainerLine> line;
        do {
            line = ProtocolLines.readFromTrainer(lines.readLine());
        } while (line.filter(wanted::isInstance).isEmpty());
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
