package dev.rangefinder.trainer;

import dev.rangefinder.curve.Observation;
import dev.rangefinder.trainer.protocol.TrainerLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Collects observations, so that they go out, and into the database, a few hundred at a time. */
final class ObservationBuffer implements Consumer<Observation>, AutoCloseable {

    /** Soon enough for a user who watches, seldom enough to cost the training nothing. */
    private static final Duration LONGEST_WAIT = Duration.ofMillis(200);

    /** A chunk of the curve store: about 50 kB of arrays. */
    private static final int LARGEST_BATCH = 1000;

    private final ServerLink server;
    private final List<Observation> waiting = new ArrayList<>();

    /** Long ago: the first observation goes out at once. */
    private long flushedNanos = System.nanoTime() - LONGEST_WAIT.toNanos();

    ObservationBuffer(ServerLink server) {
        this.server = server;
    }

    @Override
    public void accept(Observation observation) {
        waiting.add(observation);
        if (waiting.size() == LARGEST_BATCH || System.nanoTime() - flushedNanos >= LONGEST_WAIT.toNanos()) {
            flush();
        }
    }

    void flush() {
        if (!waiting.isEmpty()) {
            server.say(new TrainerLine.Observed(List.copyOf(waiting)));
            waiting.clear();
        }
        flushedNanos = System.nanoTime();
    }

    /** What was observed before a failure is still worth seeing. */
    @Override
    public void close() {
        flush();
    }
}
