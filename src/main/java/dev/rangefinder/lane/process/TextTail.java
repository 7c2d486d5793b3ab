package dev.rangefinder.lane.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a stream to its end and keeps the last of it. */
final class TextTail {

    private static final Logger LOG = LoggerFactory.getLogger(TextTail.class);

    /** A native crash prints its registers and its stack: some pages. */
    static final int KEPT_CHARACTERS = 64 * 1024;

    private static final int READ_AT_ONCE = 8192;

    private final StringBuilder kept = new StringBuilder();
    private final Thread reader;

    private TextTail(BufferedReader source, String threadName) {
        reader = Thread.ofPlatform().daemon().name(threadName).unstarted(() -> readAll(source));
    }

    static TextTail of(BufferedReader source, String threadName) {
        TextTail tail = new TextTail(source, threadName);
        tail.reader.start();
        return tail;
    }

    private void readAll(Reader source) {
        char[] read = new char[READ_AT_ONCE];
        try (source) {
            int count;
            while ((count = source.read(read)) >= 0) {
                append(new String(read, 0, count));
            }
        } catch (IOException closed) {
            LOG.debug("{} ends: {}", reader.getName(), closed.toString());
        }
    }

    private synchronized void append(String text) {
        LOG.debug("{}", text);
        kept.append(text.replace('\0', '\uFFFD')); // PostgreSQL keeps no zero in a text
        if (kept.length() > KEPT_CHARACTERS) {
            kept.delete(0, kept.length() - KEPT_CHARACTERS);
        }
    }

    synchronized String text() {
        return kept.toString().strip();
    }

    /** The last line that says something; empty if there is none. */
    String lastLine() {
        return text().lines().filter(line -> !line.isBlank()).reduce("", (earlier, later) -> later);
    }

    /** Waits for the end of the stream, but not for ever: a grandchild may hold it open. */
    void awaitEnd(long millis) throws InterruptedException {
        reader.join(millis);
    }
}
