package dev.rangefinder.dataset.format.text;

import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.format.file.PartStream;
import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.format.file.Source;
import dev.rangefinder.dataset.format.numpy.NumberType;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The tokens of one file, in order: its bytes, or the ids that are written in it. */
public final class TokenReader implements AutoCloseable {

    private static final int BUFFER_BYTES = 1 << 16;

    private final PartStream part;
    private final PushbackInputStream in;
    private final TextOptions wanted;
    private final TokenHead head;
    private final ByteBuffer buffer;
    private final Utf8Check utf8 = new Utf8Check();
    private long position;

    private TokenReader(PartStream part, TextOptions wanted) throws IOException {
        this.part = part;
        this.in = TokenHead.lookedAt(part);
        this.wanted = wanted;
        this.head = TokenHead.read(in, wanted, part::invalid);
        this.buffer = ByteBuffer.allocate(BUFFER_BYTES).order(head.order());
    }

    public static TokenReader open(String part, Source source, TextOptions wanted, SizeLimits limits)
            throws IOException {
        PartStream in = PartStream.open(part, source, limits);
        try {
            return new TokenReader(in, wanted);
        } catch (IOException | RuntimeException exception) {
            in.close();
            throw exception;
        }
    }

    /** The next of the tokens, from the beginning of the array; returns how many, and 0 at the end. */
    public int read(int[] tokens) throws IOException {
        NumberType type = head.type();
        int bytes = Math.min(tokens.length, BUFFER_BYTES / type.bytes()) * type.bytes();
        int count = in.readNBytes(buffer.array(), 0, bytes);
        if (count % type.bytes() != 0) {
            throw invalid(
                    "%d bytes".formatted(position * type.bytes() + count),
                    "%d for each id of the type %s".formatted(type.bytes(), type.label()));
        }
        if (wanted.areBytes()) {
            utf8.see(buffer.array(), count);
        }
        buffer.position(0).limit(count);
        int read = 0;
        for (; buffer.hasRemaining(); read++) {
            tokens[read] = wanted.checked(type.nextWhole(buffer), position, part::invalid);
            position++;
        }
        if (read == 0) {
            requireAll();
        }
        return read;
    }

    private void requireAll() {
        Long stated = head.tokens();
        if (stated != null && stated != position) {
            throw invalid("%d ids".formatted(position), "%d, as the header of the file says".formatted(stated));
        }
    }

    /** Where the first byte stands that is none of UTF-8, of a text that was read to its end. */
    public Optional<Long> firstOutsideUtf8() {
        return wanted.areBytes() ? utf8.firstOutside() : Optional.empty();
    }

    public InvalidFileException invalid(String found, String expected) {
        return part.invalid(found, expected);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
