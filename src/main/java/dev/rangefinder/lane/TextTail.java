package dev.rangefinder.lane;

import java.io.BufferedReader;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a stream to its end and keeps the last of it. */
final class TextTail {

    private static final Logger LOG = LoggerFactory.getLogger(TextTail.class);

    /** Enough for a stack trace with its causes. */
    private static final int KEPT_CHARACTERS = 8_192;

    private final StringBuilder kept = new StringBuilder();

    static TextTail of(BufferedReader reader, String threadName) {
        TextTail tail = new TextTail();
        Thread.ofVirtual().name(threadName).start(() -> tail.readAll(reader));
        return tail;
    }

    private void readAll(BufferedReader reader) {
        try (reader) {
            String line;
            while ((line = reader.readLine()) != null) {
                LOG.debug("{}", line);
                append(line);
            }
        } catch (IOException closed) {
            append(closed.toString());
        }
    }

    private synchronized void append(String line) {
        kept.append(line).append('\n');
        if (kept.length() > KEPT_CHARACTERS) {
            kept.delete(0, kept.length() - KEPT_CHARACTERS);
        }
    }

    synchronized String text() {
        return kept.toString().strip();
    }
}
