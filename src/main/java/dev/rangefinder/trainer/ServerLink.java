package dev.rangefinder.trainer;

import dev.rangefinder.trainer.protocol.Order;
import dev.rangefinder.trainer.protocol.ProtocolLines;
import dev.rangefinder.trainer.protocol.ServerLine;
import dev.rangefinder.trainer.protocol.TrainerLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A trainer's line to its server. When the server is gone, which the end of stdin says at once and silence says after a
 * while, the process halts, so that no device is ever held in vain.
 */
final class ServerLink {

    private static final Duration BEAT_EVERY = Duration.ofSeconds(1);

    /** A launcher may connect its server to a trainer that has already begun, and a server answers the first word. */
    private static final Duration FIRST_LINE_LIMIT = Duration.ofMinutes(1);

    /** The exit code of a trainer whose server is gone. */
    private static final int ABANDONED = 3;

    private final BufferedReader stdin;
    private final PrintStream stdout;
    private final Duration silenceLimit;
    private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();
    private volatile long listeningSinceNanos = System.nanoTime();
    private volatile boolean hasHeard;

    /**
     * Reading an order may take long where the processor is busy: meanwhile the trainer does not listen, which is no
     * silence.
     */
    private volatile boolean isReading;

    private ServerLink(InputStream stdin, PrintStream stdout, Duration silenceLimit) {
        this.stdin = new BufferedReader(new InputStreamReader(stdin, StandardCharsets.UTF_8));
        this.stdout = stdout;
        this.silenceLimit = silenceLimit;
    }

    static ServerLink open(InputStream stdin, PrintStream stdout, Duration silenceLimit) {
        ServerLink link = new ServerLink(stdin, stdout, silenceLimit);
        Thread.ofPlatform().daemon().name("server-link-reader").start(link::listen);
        ScheduledExecutorService clock = Executors.newScheduledThreadPool(
                2, Thread.ofPlatform().daemon().name("server-link-clock-", 0).factory());
        every(clock, () -> link.say(new TrainerLine.Alive()));
        every(clock, link::haltInSilence);
        return link;
    }

    private static void every(ScheduledExecutorService clock, Runnable task) {
        var ignored = clock.scheduleWithFixedDelay(task, 0, BEAT_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void listen() {
        try {
            String text;
            while ((text = stdin.readLine()) != null) {
                isReading = true;
                hasHeard = true;
                ProtocolLines.readFromServer(text).ifPresent(this::take);
                listeningSinceNanos = System.nanoTime();
                isReading = false;
            }
        } catch (IOException | RuntimeException exception) {
            System.err.println("The server cannot be understood: " + exception);
        }
        Runtime.getRuntime().halt(ABANDONED);
    }

    private void take(ServerLine line) {
        switch (line) {
            case Order order -> orders.add(order);
            case ServerLine.Alive ignored -> {}
        }
    }

    private void haltInSilence() {
        Duration limit = hasHeard || silenceLimit.compareTo(FIRST_LINE_LIMIT) > 0 ? silenceLimit : FIRST_LINE_LIMIT;
        if (!isReading && System.nanoTime() - listeningSinceNanos > limit.toNanos()) {
            System.err.println("The server has been silent for more than silence-limit, " + limit.toSeconds() + " s");
            Runtime.getRuntime().halt(ABANDONED);
        }
    }

    boolean hasOrder() {
        return !orders.isEmpty();
    }

    /** Waits for the order. */
    Order order() throws InterruptedException {
        return orders.take();
    }

    /** Says a line; waits while the server is too busy to read. */
    void say(TrainerLine line) {
        String text = ProtocolLines.write(line);
        synchronized (stdout) {
            stdout.println(text);
            stdout.flush();
        }
    }
}
