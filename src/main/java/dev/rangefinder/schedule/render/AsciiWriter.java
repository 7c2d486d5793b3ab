package dev.rangefinder.schedule.render;

import java.io.IOException;
import java.io.OutputStream;

/** Text of ASCII alone on its way to a stream, block by block, without an object for each number. */
final class AsciiWriter {

    /**
     * Larger than the buffers of a connection, so that none of them copies it, and small enough for the caches of a
     * core.
     */
    private static final int BLOCK_CHARS = 32 * 1024;

    /** More than is ever added between two looks at the length of the block. */
    private static final int LONGEST_PIECE = 1024;

    private final OutputStream out;
    private final StringBuilder block = new StringBuilder(BLOCK_CHARS + LONGEST_PIECE);
    private final byte[] bytes = new byte[BLOCK_CHARS + LONGEST_PIECE];

    AsciiWriter(OutputStream out) {
        this.out = out;
    }

    AsciiWriter add(String text) {
        block.append(text);
        return this;
    }

    AsciiWriter add(long number) {
        block.append(number);
        return this;
    }

    /** In the shortest form that reads back as the same double. */
    AsciiWriter add(double number) {
        block.append(number);
        return this;
    }

    /** The same, and in quotes what JSON has no number for. */
    AsciiWriter addJson(double number) {
        return Double.isFinite(number) ? add(number) : add("\"").add(number).add("\"");
    }

    /** Ends a line. */
    void end() throws IOException {
        block.append('\n');
        passOn();
    }

    /** Writes the block if it is full; to be called before a piece more than {@link #LONGEST_PIECE} is added. */
    void passOn() throws IOException {
        if (block.length() >= BLOCK_CHARS) {
            flush();
        }
    }

    void flush() throws IOException {
        for (int i = 0; i < block.length(); i++) {
            bytes[i] = (byte) block.charAt(i);
        }
        out.write(bytes, 0, block.length());
        block.setLength(0);
    }
}
