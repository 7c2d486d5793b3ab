package dev.rangefinder.run.web;

import dev.rangefinder.curve.CurveStore;
import dev.rangefinder.run.Runs;
import dev.rangefinder.shared.web.problem.Problems;
import dev.rangefinder.shared.web.problem.Problems.ValueError;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Serves what happens to groups of runs as server-sent events; each stream has a virtual thread. */
@Component
public class EventStreams {

    public static final String LAST_EVENT_ID = "Last-Event-ID";

    private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);

    private final Runs runs;
    private final CurveStore curves;
    private final EventSettings settings;
    private final Semaphore free;
    private volatile boolean closing;

    EventStreams(Runs runs, CurveStore curves, EventSettings settings, MeterRegistry meters) {
        this.runs = runs;
        this.curves = curves;
        this.settings = settings;
        this.free = new Semaphore(settings.maxStreams());
        meters.gauge("rangefinder.event.streams", free, open -> settings.maxStreams() - open.availablePermits());
    }

    /** Before the web server waits for open requests, which these would be for ever. */
    @EventListener(ContextClosedEvent.class)
    void close() {
        closing = true;
    }

    /** Answers with the events of a group, from behind the last one that the client has. */
    public void answer(
            RunGroup group, @Nullable String lastEventId, HttpServletRequest request, HttpServletResponse response) {
        EventCursor told = told(lastEventId, group);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (told.end()) {
            response.setStatus(HttpStatus.NO_CONTENT.value()); // which ends the client's coming back
        } else if (request.getMethod().equals("GET")) {
            stream(group, told, response);
        }
    }

    private static EventCursor told(@Nullable String lastEventId, RunGroup group) {
        return lastEventId == null || lastEventId.isEmpty()
                ? EventCursor.nothing(group.runs())
                : EventCursor.of(lastEventId, group.runs()).orElseThrow(() -> new UnknownEventException(lastEventId));
    }

    private void stream(RunGroup group, EventCursor told, HttpServletResponse response) {
        if (!free.tryAcquire()) {
            throw new TooManyStreamsException(settings.maxStreams());
        }
        try {
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE + ";charset=UTF-8");
            response.setHeader("X-Accel-Buffering", "no"); // nginx would hold events back
            new EventStream(group, runs, curves, told, response.getOutputStream())
                    .tell(settings.heartbeat(), () -> closing);
        } catch (IOException clientGone) {
            LOG.debug("The events of {} have no client any more: {}", group.id(), clientGone.getMessage());
        } finally {
            free.release();
        }
    }

    static final class UnknownEventException extends RuntimeException {

        private final String id;

        UnknownEventException(String id) {
            super("an unknown event");
            this.id = id;
        }
    }

    static final class TooManyStreamsException extends RuntimeException {

        TooManyStreamsException(int most) {
            super("This server has %d streams of events open already, the most that it serves; ask again, or another."
                    .formatted(most));
        }
    }

    @RestControllerAdvice
    static class Advice {

        @ExceptionHandler
        ProblemDetail unknownEvent(UnknownEventException exception) {
            return Problems.ofValues(
                    List.of(ValueError.of(LAST_EVENT_ID, exception.id, "the id of an event of the same address")));
        }

        @ExceptionHandler
        ResponseEntity<ProblemDetail> tooManyStreams(TooManyStreamsException exception) {
            return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                    .header(HttpHeaders.RETRY_AFTER, "5")
                    .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                    .body(Problems.of(
                            HttpStatus.SERVICE_UNAVAILABLE,
                            "too-many-streams",
                            String.valueOf(exception.getMessage())));
        }
    }
}
