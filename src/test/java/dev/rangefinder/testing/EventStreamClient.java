package dev.rangefinder.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of server-sent events, on a bare socket, so that it can go away at any moment without a word. */
public final class EventStreamClient implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final Socket socket;
    private final BlockingQueue<ServerSentEvent> arrived = new LinkedBlockingQueue<>();
    private final List<String> comments = new ArrayList<>();
    private final List<String> head = new ArrayList<>();

    private EventStreamClient(Socket socket) {
        this.socket = socket;
    }

    /** One event; the last one has no name and says that the stream has ended. */
    public record ServerSentEvent(String id, String name, String data) {

        public JsonNode json() {
            return JSON.readTree(data);
        }

        public boolean isEndOfStream() {
            return name.isEmpty();
        }
    }

    /** Asks for the events behind a path and reads them as they come. */
    public static EventStreamClient of(int port, String path, String lastEventId) {
        try {
            Socket socket = new Socket("127.0.0.1", port);
            String header = lastEventId == null ? "" : "Last-Event-ID: " + lastEventId + "\r\n";
            // HTTP/1.0 answers are not chunked
            socket.getOutputStream()
                    .write(("GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n%s\r\n")
                            .formatted(path, header)
                            .getBytes(StandardCharsets.US_ASCII));
            EventStreamClient events = new EventStreamClient(socket);
            Thread.ofVirtual().start(events::read);
            return events;
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private void read() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                keep(head, line);
            }
            String id = "";
            String name = "";
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    arrived.add(new ServerSentEvent(id, name, line.substring(6)));
                } else if (line.startsWith(":")) {
                    keep(comments, line);
                }
            }
        } catch (IOException closed) {
            // the end of the stream is told below
        }
        arrived.add(new ServerSentEvent("", "", ""));
    }

    private static void keep(List<String> lines, String line) {
        synchronized (lines) {
            lines.add(line);
        }
    }

    /** The next event, as soon as it comes. */
    public ServerSentEvent next() {
        try {
            ServerSentEvent event = arrived.poll(30, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("no event within 30 seconds");
            }
            return event;
        } catch (InterruptedException exception) {
            throw new IllegalStateException(exception);
        }
    }

    /** The events up to and including the first of that name; an empty name waits for the end of the stream. */
    public List<ServerSentEvent> through(String name) {
        List<ServerSentEvent> events = new ArrayList<>();
        do {
            events.add(next());
        } while (!events.getLast().name().equals(name) && !events.getLast().isEndOfStream());
        return events;
    }

    public int comments() {
        synchronized (comments) {
            return comments.size();
        }
    }

    /** The status line and the headers. */
    public List<String> head() {
        synchronized (head) {
            return List.copyOf(head);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }
}
