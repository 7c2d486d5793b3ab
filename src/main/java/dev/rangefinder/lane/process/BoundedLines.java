package dev.rangefinder.lane.process;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.util.unit.DataSize;

/** Lines of text from a program that need not be well-behaved: neither a line nor the whole may be of any length. */
final class BoundedLines {

    /** A thousand observations, the most that a trainer says at once, are a tenth of this. */
    private static final DataSize LONGEST_LINE = DataSize.ofMegabytes(4);

    private final InputStream input;
    private final DataSize most;
    private long bytes;

    BoundedLines(InputStream input, DataSize most) {
        this.input = new BufferedInputStream(input);
        this.most = most;
    }

    /**
     * The next line; empty at the end.
     *
     * @throws IOException if it, or all together, is too long
     */
    Optional<String> next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next;
        while ((next = input.read()) != '\n' && next != -1) {
            line.write(next);
            if (line.size() > LONGEST_LINE.toBytes()) {
                throw new IOException("it wrote a line of more than " + LONGEST_LINE);
            }
        }
        bytes += line.size() + 1;
        if (bytes > most.toBytes()) {
            throw new IOException("it wrote more than max-output, " + most);
        }
        return next == -1 && line.size() == 0
                ? Optional.empty()
                : Optional.of(line.toString(StandardCharsets.UTF_8).stripTrailing());
    }
}
