package dev.rangefinder.dataset.format.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at a text piece by piece for the first byte that is none of UTF-8. */
public final class Utf8Check {

    /** The longest sequence is four bytes, of which the last is still missing. */
    private static final int LONGEST_REST = 3;

    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private final byte[] rest = new byte[LONGEST_REST];
    private int resting;
    private long seen;
    private @Nullable Long outside;

    public void see(byte[] bytes, int count) {
        if (outside != null) {
            return;
        }
        ByteBuffer piece =
                ByteBuffer.allocate(resting + count).put(rest, 0, resting).put(bytes, 0, count);
        piece.flip();
        CharBuffer dropped = CharBuffer.allocate(piece.remaining());
        CoderResult result = decoder.decode(piece, dropped, false);
        if (result.isError()) {
            outside = seen + piece.position();
        }
        seen += piece.position();
        resting = Math.min(piece.remaining(), LONGEST_REST);
        piece.get(rest, 0, resting);
    }

    /** After the last piece: a sequence that is not whole counts, too. */
    public Optional<Long> firstOutside() {
        return outside == null && resting > 0 ? Optional.of(seen) : Optional.ofNullable(outside);
    }
}
