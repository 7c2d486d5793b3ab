package dev.rangefinder.lane;

import dev.rangefinder.trainer.protocol.Lines;
import dev.rangefinder.trainer.protocol.Order;
import dev.rangefinder.trainer.protocol.ServerLine;
import dev.rangefinder.trainer.protocol.TrainerLine;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A trainer, as its server sees it: lines in, lines out, signs of life, and an end that is sure. */
final class TrainerProcess implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TrainerProcess.class);

    private final Process process;
    private final BufferedWriter stdin;
    private final BufferedReader stdout;
    private final TextTail stderr;
    private volatile @Nullable Long listeningSinceNanos;

    private TrainerProcess(Process process) {
        this.process = process;
        this.stdin = process.outputWriter();
        this.stdout = process.inputReader();
        this.stderr = TextTail.of(process.errorReader(), "trainer-%d-stderr".formatted(process.pid()));
    }

    static TrainerProcess start(List<String> command) throws IOException {
        return new TrainerProcess(new ProcessBuilder(command).start());
    }

    void send(Order order) throws IOException {
        write(order);
    }

    /** Tells the trainer that its server lives. A trainer that is gone is found out by whoever reads from it. */
    void beat() {
        try {
            write(new ServerLine.Alive());
        } catch (IOException gone) {
            LOG.debug("Trainer {} does not take a sign of life: {}", process.pid(), gone.getMessage());
        }
    }

    private synchronized void write(ServerLine line) throws IOException {
        stdin.write(Lines.write(line));
        stdin.newLine();
        stdin.flush();
    }

    /** Waits for the trainer's next line; empty at the end of its output. */
    Optional<TrainerLine> next() throws IOException {
        try {
            while (true) {
                listeningSinceNanos = System.nanoTime();
                String text = stdout.readLine();
                if (text == null) {
                    return Optional.empty();
                }
                Optional<TrainerLine> line = Lines.readFromTrainer(text);
                if (line.isPresent()) {
                    return line;
                }
                LOG.info("Trainer {}: {}", process.pid(), text);
            }
        } finally {
            listeningSinceNanos = null;
        }
    }

    /** How long somebody has waited for its next line in vain; a trainer that nobody listens to is not silent. */
    Duration silence() {
        Long since = listeningSinceNanos;
        return since == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Why it ended, as far as it said. */
    String lastWords() {
        String said = stderr.text();
        return "the trainer ended with exit code %s%s".formatted(exitCode(), said.isBlank() ? "" : ": " + said);
    }

    private String exitCode() {
        try {
            return Integer.toString(process.waitFor());
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            return "unknown";
        }
    }

    /** Ends it at once. Only a kill is sure to stop native code. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
