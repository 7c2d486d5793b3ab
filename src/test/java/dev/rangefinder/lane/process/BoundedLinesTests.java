package dev.rangefinder.lane.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class BoundedLinesTests {

    private static BoundedLines lines(String text, long most) {
        return new BoundedLines(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), DataSize.ofBytes(most));
    }

    @Test
    void readsLineByLineTheLastOneWithoutItsEndToo() throws IOException {
        BoundedLines lines = lines("one\n\nzwölf\r\nlast", 1000);
        assertThat(lines.next()).contains("one");
        assertThat(lines.next()).contains("");
        assertThat(lines.next()).contains("zwölf");
        assertThat(lines.next()).contains("last");
        assertThat(lines.next()).isEmpty();
        assertThat(lines.next()).isEmpty();
    }

    @Test
    void refusesMoreThanTheMost() throws IOException {
        BoundedLines lines = lines("12345\n12345\n1\n", 12);
        lines.next();
        lines.next();
        assertThatIOException().isThrownBy(lines::next).withMessageContaining("max-output, 12B");
    }

    /** A line that never ends must not fill the memory first. */
    @Test
    void refusesALineThatNeverEnds() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                Arrays.fill(bytes, offset, offset + length, (byte) 'x');
                return length;
            }
        };
        BoundedLines lines = new BoundedLines(endless, DataSize.ofTerabytes(1));
        assertThatIOException().isThrownBy(lines::next).withMessageContaining("a line of more than 4");
    }
}
