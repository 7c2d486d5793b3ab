package dev.rangefinder.trainer;

import dev.rangefinder.trainer.data.Batches;
import dev.rangefinder.trainer.djl.DjlLearner;
import dev.rangefinder.trainer.djl.engine.Engines;
import dev.rangefinder.trainer.loop.Learner;
import dev.rangefinder.trainer.loop.TrainingLoop;
import dev.rangefinder.trainer.protocol.Order;
import dev.rangefinder.trainer.protocol.ProtocolLines;
import dev.rangefinder.trainer.protocol.TorchLibraries;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The training alone: a process with a trainer's own JVM settings that carries out one order after another without a
 * server, and says how long each took once its data were open and its network was made.
 */
final class BareTraining implements AutoCloseable {

    /** In front of an answer, since native code prints to stdout too. */
    private static final String ANSWER = "seconds ";

    private final Process process;
    private final BufferedWriter orders;
    private final BufferedReader answers;

    /**
     * Starts it.
     *
     * @param engine where the native engine is unpacked
     * @param own the libraries of another PyTorch; null for the engine that comes with this program
     */
    BareTraining(Path engine, @Nullable TorchLibraries own) throws IOException {
        List<String> trainer = TrainerCommand.of(engine, Duration.ofMinutes(1), 1024);
        process = new ProcessBuilder(Stream.of(
                                trainer.subList(0, trainer.indexOf("-cp") + 2).stream(),
                                Stream.of(BareTraining.class.getName(), engine.toString()),
                                own == null ? Stream.<String>empty() : own.arguments().stream())
                        .flatMap(part -> part)
                        .toList())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        orders = process.outputWriter();
        answers = process.inputReader();
    }

    double seconds(Order order) throws IOException {
        orders.write(ProtocolLines.write(order));
        orders.newLine();
        orders.flush();
        String answer = answers.readLine();
        while (answer != null && !answer.startsWith(ANSWER)) {
            answer = answers.readLine();
        }
        if (answer == null) {
            throw new IOException("the bare training ended");
        }
        return Double.parseDouble(answer.substring(ANSWER.length()));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Trains what is ordered on stdin, as long as there are orders. */
    public static void main(String[] arguments) throws IOException {
        Engines.load(
                Path.of(arguments[0]), TorchLibraries.of(List.of(arguments)).orElse(null));
        BufferedReader stdin = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = stdin.readLine(); line != null; line = stdin.readLine()) {
            System.out.println(
                    ANSWER + train((Order) ProtocolLines.readFromServer(line).orElseThrow()));
        }
        Runtime.getRuntime().halt(0); // as the trainer does
    }

    private static double train(Order order) throws IOException {
        boolean mayReside = !order.device().equals("cpu");
        try (Batches batches = Batches.of(order.data(), order.workload(), order.evaluation(), order.seed(), mayReside);
                Learner learner = new DjlLearner(order, batches.resident())) {
            long start = System.nanoTime();
            new TrainingLoop(order, batches, learner, observation -> {}).run();
            return (System.nanoTime() - start) / 1e9;
        }
    }
}
