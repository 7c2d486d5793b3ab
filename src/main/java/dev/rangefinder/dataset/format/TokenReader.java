package dev.rangefinder.dataset.format;

import java.io.IOException;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The tokens of one file, in order: its bytes, or the ids that are written in it. */
final class TokenReader implements AutoCloseable {

    private static final byte[] MAGIC = NumpyArray.MAGIC.getBytes(StandardCharsets.ISO_8859_1);

    private static final int BUFFER_BYTES = 1 << 16;

    private final PartStream part;
    private final PushbackInputStream in;
    private final TokenType type;
    private final ByteBuffer buffer;
    private final int kinds;
    private final boolean isText;
    private final Optional<NumpyHeader> header;
    private final Utf8Check utf8 = new Utf8Check();
    private long position;

    private TokenReader(PartStream part, TextOptions wanted) throws IOException {
        this.part = part;
        this.in = new PushbackInputStream(part, MAGIC.length);
        this.kinds = wanted.kinds();
        this.isText = wanted.vocabulary() == null;
        this.header = beginsAsNumpy() ? Optional.of(NumpyHeader.read(in, part)) : Optional.empty();
        this.type = type(wanted);
        this.buffer = ByteBuffer.allocate(BUFFER_BYTES)
                .order(header.map(NumpyHeader::order).orElse(ByteOrder.LITTLE_ENDIAN));
    }

    static TokenReader open(String part, Format.Source source, TextOptions wanted, SizeLimits limits)
            throws IOException {
        PartStream in = PartStream.open(part, source, limits);
        try {
            return new TokenReader(in, wanted);
        } catch (IOException | RuntimeException exception) {
            in.close();
            throw exception;
        }
    }

    private boolean beginsAsNumpy() throws IOException {
        byte[] beginning = in.readNBytes(MAGIC.length);
        boolean isNumpy = Arrays.equals(beginning, MAGIC);
        if (!isNumpy) {
            in.unread(beginning);
        } else if (isText) {
            throw part.invalid(
                    "an array of NumPy's",
                    "a text; for an array of token ids say vocabulary, how many kinds there are");
        }
        return isNumpy;
    }

    private TokenType type(TextOptions wanted) {
        if (isText) {
            return TokenType.UINT8;
        }
        TokenType declared = wanted.dtype();
        if (header.isEmpty() && declared == null) {
            throw part.invalid(
                    "token ids without a header that says how they are written",
                    "a .npy file, or dtype beside it, one of: " + TokenType.NAMES);
        }
        TokenType stated = header.map(NumpyHeader::type).orElse(declared);
        if (stated == null || (declared != null && declared != stated)) {
            throw part.invalid(
                    "ids of the type %s in the header".formatted(stated == null ? "" : stated.label()),
                    "%s, as dtype says".formatted(declared == null ? "" : declared.label()));
        }
        return stated;
    }

    /** The next of the tokens, from the beginning of the array; returns how many, and 0 at the end. */
    int read(int[] tokens) throws IOException {
        int bytes = Math.min(tokens.length, BUFFER_BYTES / type.bytes()) * type.bytes();
        int count = in.readNBytes(buffer.array(), 0, bytes);
        if (count % type.bytes() != 0) {
            throw part.invalid(
                    "%d bytes".formatted(position * type.bytes() + count),
                    "%d for each id of the type %s".formatted(type.bytes(), type.label()));
        }
        if (isText) {
            utf8.see(buffer.array(), count);
        }
        buffer.position(0).limit(count);
        int read = 0;
        for (; buffer.hasRemaining(); read++) {
            tokens[read] = checked(type.next(buffer));
            position++;
        }
        if (read == 0) {
            requireAll();
        }
        return read;
    }

    private int checked(long token) {
        if (isText && token == 0) {
            throw part.invalid(
                    "the byte 0 at position %d".formatted(position),
                    "a text in UTF-8, which has none; for other bytes say vocabulary=256 and dtype=uint8");
        }
        if (token < 0 || token >= kinds) {
            throw part.invalid(
                    "the id %d at position %d".formatted(token, position),
                    "ids from 0 to %d, as vocabulary says".formatted(kinds - 1));
        }
        return (int) token;
    }

    private void requireAll() {
        header.filter(stated -> stated.ids() != position).ifPresent(stated -> {
            throw part.invalid(
                    "%d ids".formatted(position), "%d, as the header of the file says".formatted(stated.ids()));
        });
    }

    /** Where the first byte stands that is none of UTF-8, of a text that was read to its end. */
    Optional<Long> firstOutsideUtf8() {
        return isText ? utf8.firstOutside() : Optional.empty();
    }

    InvalidFileException invalid(String found, String expected) {
        return part.invalid(found, expected);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
