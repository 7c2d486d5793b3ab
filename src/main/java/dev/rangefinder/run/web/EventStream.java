package dev.rangefinder.run.web;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.CurveStore;
import dev.rangefinder.run.RunProgress;
import dev.rangefinder.run.RunState;
import dev.rangefinder.run.Runs;
import dev.rangefinder.shared.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Tells one client what happens to one group of runs, from the database alone: so it does not matter which server
 * executes the runs. Where the runs stand is read before their points: of a run that is over, no point is then missing.
 */
final class EventStream {

    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    /** As often as a person sees a curve move; runs that stand where they stood cost one query by an index. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private final RunGroup group;
    private final Runs runs;
    private final CurveStore curves;
    private final OutputStream out;
    private EventCursor told;
    private List<RunProgress> seen = List.of();
    private long lastWrittenNanos = System.nanoTime();
    private boolean over;

    EventStream(RunGroup group, Runs runs, CurveStore curves, EventCursor told, OutputStream out) {
        this.group = group;
        this.runs = runs;
        this.curves = curves;
        this.told = told;
        this.out = out;
    }

    /** Returns when the end is told, the group is deleted, or the server closes; throws when the client is gone. */
    void tell(Duration heartbeat, BooleanSupplier closing) throws IOException {
        write("retry: 1000\n\n");
        while (!over && !closing.getAsBoolean()) {
            try {
                tellNews(closing);
            } catch (DataAccessException | TransactionException databaseAway) {
                LOG.debug("The events of {} wait for the database: {}", group.id(), databaseAway.getMessage());
            }
            if (System.nanoTime() - lastWrittenNanos > heartbeat.toNanos()) {
                write(":\n\n");
            }
            out.flush();
            if (!over) {
                LockSupport.parkNanos(LOOK_EVERY.toNanos());
            }
        }
    }

    private void tellNews(BooleanSupplier closing) throws IOException {
        List<RunProgress> progress = runs.progress(group.id());
        if (progress.isEmpty()) {
            over = true;
            return;
        }
        if (progress.equals(seen)) {
            return;
        }
        Optional<RunState> state = group.state();
        for (RunProgress run : progress) {
            tellRun(run);
            tellPoints(run, closing);
        }
        if (closing.getAsBoolean()) {
            return;
        }
        if (state.isPresent()) {
            send(Event.Progress.of(state.get(), progress));
        }
        seen = progress;
        if (progress.stream().allMatch(run -> run.state().isFinal())) {
            tellEnd();
        }
    }

    private void tellRun(RunProgress run) throws IOException {
        boolean another = told.of(run.repeat()).attempt() != run.attempt();
        if (another) {
            told = told.with(run.repeat(), run.attempt(), 0);
        }
        boolean known = seen.stream()
                .anyMatch(before -> before.repeat() == run.repeat()
                        && before.attempt() == run.attempt()
                        && before.state() == run.state());
        if (another || !known) {
            sendWithId(Event.Run.of(group.label(run.repeat()), run));
        }
    }

    private void tellPoints(RunProgress run, BooleanSupplier closing) throws IOException {
        if (seen.contains(run)) {
            return;
        }
        Curve part = nextPart(run);
        while (part.size() > 0 && !closing.getAsBoolean()) {
            told = told.with(
                    run.repeat(), run.attempt(), part.observations().getLast().iteration() + 1);
            sendWithId(Event.Points.of(group.label(run.repeat()), run, part));
            part = nextPart(run);
        }
    }

    private Curve nextPart(RunProgress run) {
        return curves.readOn(run.run(), run.attempt(), told.of(run.repeat()).next());
    }

    private void tellEnd() throws IOException {
        Optional<?> end = group.end();
        if (end.isPresent()) {
            told = told.ended();
            sendId();
            send("end", end.get());
        }
        over = true;
    }

    private void sendWithId(Event event) throws IOException {
        sendId();
        send(event);
    }

    private void sendId() throws IOException {
        write("id: " + told.id() + "\n");
    }

    private void send(Event event) throws IOException {
        send(event.name(), event);
    }

    private void send(String name, Object data) throws IOException {
        write("event: %s\ndata: %s\n\n".formatted(name, Json.MAPPER.writeValueAsString(data)));
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        lastWrittenNanos = System.nanoTime();
    }
}
