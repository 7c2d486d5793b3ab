package dev.rangefinder.schedule.form;

import java.io.IOException;
import java.io.OutputStream;

/** Text of ASCII alone on its way to a stream, without an object for each number. */
final class Lines {

    private static final int BLOCK_CHARS = 8 * 1024;

    private final OutputStream out;
    private final StringBuilder pending = new StringBuilder(2 * BLOCK_CHARS);
    private final byte[] bytes = new byte[2 * BLOCK_CHARS];

    Lines(OutputStream out) {
        this.out = out;
    }

    Lines add(String text) {
        pending.append(text);
        return this;
    }

    Lines add(long number) {
        pending.append(number);
        return this;
    }

    /** In the shortest form that reads back as the same double. */
    Lines add(double number) {
        pending.append(number);
        return this;
    }

    /** Ends a line, which is shorter than a block. */
    void end() throws IOException {
        pending.append('\n');
        if (pending.length() >= BLOCK_CHARS) {
            flush();
        }
    }

    void flush() throws IOException {
        for (int i = 0; i < pending.length(); i++) {
            bytes[i] = (byte) pending.charAt(i);
        }
        out.write(bytes, 0, pending.length());
        pending.setLength(0);
    }
}
