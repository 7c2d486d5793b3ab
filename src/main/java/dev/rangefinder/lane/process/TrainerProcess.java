package dev.rangefinder.lane.process;

import dev.rangefinder.lane.program.ChildEnvironment;
import dev.rangefinder.trainer.protocol.Order;
import dev.rangefinder.trainer.protocol.ProtocolLines;
import dev.rangefinder.trainer.protocol.ServerLine;
import dev.rangefinder.trainer.protocol.TrainerLine;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.unit.DataSize;

/** A trainer, as its server sees it: lines in, lines out, signs of life, and an end that is sure. */
public final class TrainerProcess implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TrainerProcess.class);

    /** A process that is over has written all that it will; only a grandchild can hold the pipe. */
    private static final long LAST_WORDS_MILLIS = 1000;

    private static final int LONGEST_LAST_LINE = 300;

    /** What a launcher prints is worth a look, but not if it prints without end. */
    private static final int MOST_LINES_LOGGED = 100;

    /** The most that there is. */
    private static final String FIRST_TO_BE_KILLED = "1000";

    /** That of a process that was ended by {@code SIGKILL}. */
    private static final int KILLED = 137;

    private final Process process;
    private final BufferedWriter stdin;
    private final TextTail stderr;
    private final Spool spool = new Spool();
    private final CountDownLatch heardAll = new CountDownLatch(1);
    private final Runnable firstWord;
    private volatile long lastHeardNanos = System.nanoTime();
    private volatile @Nullable Long firstWordNanos;
    private int linesLogged;
    private volatile @Nullable String misbehaviour;

    private TrainerProcess(Process process, Runnable firstWord) {
        this.process = process;
        this.firstWord = firstWord;
        this.stdin = process.outputWriter();
        this.stderr = TextTail.of(process.errorReader(), "trainer-%d-stderr".formatted(process.pid()));
    }

    /**
     * Starts it and listens.
     *
     * @param maxOutput if it writes more, it is ended
     * @param firstWord is run once, when it speaks
     */
    static TrainerProcess start(
            List<String> command, Map<String, String> environment, DataSize maxOutput, Runnable firstWord)
            throws IOException {
        TrainerProcess trainer = new TrainerProcess(started(command, environment), firstWord);
        Thread.ofPlatform()
                .daemon()
                .name("trainer-%d-stdout".formatted(trainer.process.pid()))
                .start(() -> trainer.listen(maxOutput));
        return trainer;
    }

    /** Starts it so that it is the first to be killed where memory runs out, and not its server. */
    static Process started(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = builder(command);
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            Files.writeString(Path.of("/proc", Long.toString(process.pid()), "oom_score_adj"), FIRST_TO_BE_KILLED);
        } catch (IOException notHere) {
            LOG.debug("Process {} is as likely to be killed as its server: {}", process.pid(), notHere.getMessage());
        }
        return process;
    }

    private static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("CUDA_DEVICE_ORDER", "PCI_BUS_ID"); // counts GPUs as nvidia-smi does
        ChildEnvironment.clean(builder.environment());
        return builder;
    }

    private void listen(DataSize maxOutput) {
        BoundedLines lines = new BoundedLines(process.getInputStream(), maxOutput);
        try {
            for (Optional<String> text = lines.next(); text.isPresent(); text = lines.next()) {
                lastHeardNanos = System.nanoTime();
                hear(text.get());
            }
        } catch (IOException | RuntimeException exception) {
            misbehaviour = String.valueOf(exception.getMessage());
            close();
        }
        spool.end();
        heardAll.countDown();
    }

    private void hear(String text) throws IOException {
        Optional<TrainerLine> line = ProtocolLines.readFromTrainer(text);
        if (line.isEmpty()) {
            if (!text.isBlank() && linesLogged++ < MOST_LINES_LOGGED) {
                LOG.info("Trainer {}: {}", process.pid(), text);
            }
            return;
        }
        if (firstWordNanos == null) {
            firstWordNanos = lastHeardNanos;
            firstWord.run();
        }
        switch (line.get()) {
            case TrainerLine.Ready ignored -> {}
            case TrainerLine.Alive ignored -> {}
            case TrainerLine.Started said -> spool.put(said);
            case TrainerLine.Observed said -> spool.put(said);
            case TrainerLine.Ended said -> spool.put(said);
            case TrainerLine.OutOfMemory said -> spool.put(said);
            case TrainerLine.Failed said -> spool.put(said);
        }
    }

    public void send(Order order) throws IOException {
        write(order);
    }

    /**
     * Tells the trainer that its server lives, once it has spoken: what is said to a launcher that still waits for a
     * device stays in the pipe, which is full after half an hour. A trainer that is gone is found out by the thread
     * that reads from it.
     */
    public void beat() {
        if (!hasSpoken()) {
            return;
        }
        try {
            write(new ServerLine.Alive());
        } catch (IOException gone) {
            LOG.debug("Trainer {} does not take a sign of life: {}", process.pid(), gone.getMessage());
        }
    }

    private synchronized void write(ServerLine line) throws IOException {
        stdin.write(ProtocolLines.write(line));
        stdin.newLine();
        stdin.flush();
    }

    /** Waits for the next thing that it says, beside signs of life; empty when it will say nothing more. */
    public Optional<TrainerLine> next() throws IOException, InterruptedException {
        return spool.take();
    }

    /** How long it has said nothing. */
    public Duration silence() {
        return Duration.ofNanos(System.nanoTime() - lastHeardNanos);
    }

    /** Whether it has said anything yet: until then it may still be waiting to be started. */
    public boolean hasSpoken() {
        return firstWordNanos != null;
    }

    /** How long ago its first word was. */
    public Duration hasSpokenFor() {
        Long since = firstWordNanos;
        return since == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
    }

    /** Waits for its end; false if it does not come. */
    public boolean endsWithin(Duration patience) {
        try {
            return process.waitFor(patience);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for its end, and says why it ended, as far as is known; from then on all that it said is heard. */
    public String lastWords() {
        if (misbehaviour != null) {
            return "the trainer was ended: " + misbehaviour;
        }
        try {
            int exitCode = process.waitFor();
            boolean ignored = heardAll.await(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
            stderr.awaitEnd(LAST_WORDS_MILLIS);
            String line = stderr.lastLine();
            String guess = exitCode == KILLED ? ", killed as where memory runs out" : "";
            return "the trainer ended with exit code %d%s%s"
                    .formatted(exitCode, guess, line.isEmpty() ? "" : ": " + cut(line));
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            return "the trainer ended";
        }
    }

    static String cut(String line) {
        return line.length() <= LONGEST_LAST_LINE ? line : line.substring(0, LONGEST_LAST_LINE) + "…";
    }

    /** The last of what it wrote there. */
    public String stderr() {
        return stderr.text();
    }

    /** Ends it at once. Only a kill is sure to stop native code. */
    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Ends it, and forgets what it said. */
    public void discard() {
        close();
        try {
            spool.close();
        } catch (IOException exception) {
            LOG.warn("What trainer {} said is not forgotten: {}", process.pid(), exception.getMessage());
        }
    }
}
