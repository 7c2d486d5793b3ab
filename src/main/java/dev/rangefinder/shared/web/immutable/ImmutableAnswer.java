package dev.rangefinder.shared.web.immutable;

import dev.rangefinder.shared.web.heavy.HeavyWork;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.context.request.ServletWebRequest;

/**
 * Sends what never changes, written as it is computed: with a strong entity tag for each content coding, {@code 304}
 * for those who have it, and for bytes the part that was asked for.
 */
public final class ImmutableAnswer {

    /** Large enough that the system calls do not count, small enough for thousands of answers at once. */
    private static final int BUFFER_BYTES = 16 * 1024;

    /** A shorter range of bytes is computed faster than it could be given to another thread. */
    private static final long LONG_BYTES = 64 * 1024;

    private final HeavyWork heavy;
    private final HttpServletRequest request;
    private final HttpServletResponse response;

    public ImmutableAnswer(HeavyWork heavy, HttpServletRequest request, HttpServletResponse response) {
        this.heavy = heavy;
        this.request = request;
        this.response = response;
    }

    /** Writes a text, whole. */
    public interface Text {
        void write(OutputStream out) throws IOException;
    }

    /** Writes bytes from the first to the last, both inclusive. */
    public interface Bytes {
        void write(long first, long last, OutputStream out) throws IOException;
    }

    /**
     * Sends a text.
     *
     * @param tag its entity tag, in quotes, where it is sent as it is
     * @param isLong whether compressing it pays, and another thread
     */
    public void text(MediaType type, String tag, boolean isLong, Text text) throws IOException {
        if (isLong && !isHead()) {
            heavy.write(() -> send(type, tag, true, text));
        } else {
            send(type, tag, isLong, text);
        }
    }

    private void send(MediaType type, String tag, boolean isLong, Text text) throws IOException {
        boolean compressed = isLong && accepts("gzip");
        String codedTag = compressed ? tag.substring(0, tag.length() - 1) + "-gzip\"" : tag;
        if (!begin(type, codedTag)) {
            return;
        }
        if (compressed) {
            response.setHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
        }
        if (isHead()) {
            return;
        }
        OutputStream out = compressed
                ? new GZIPOutputStream(response.getOutputStream(), BUFFER_BYTES)
                : response.getOutputStream();
        text.write(new Interruptible(out));
        out.close(); // not after a failure: what breaks off must not look whole
    }

    /**
     * Sends bytes, or one range of them (RFC 9110, section 14).
     *
     * @param most how many are sent at once
     * @throws ByteRange.UnsatisfiableException if the range lies behind the end
     * @throws TooLongException if more are asked for
     */
    public void bytes(MediaType type, String tag, long length, long most, Bytes bytes) throws IOException {
        long asked = isHead() ? 0 : ByteRange.asked(request, tag, length).length();
        if (asked > most) {
            throw new TooLongException(asked);
        }
        if (asked > LONG_BYTES) {
            heavy.write(() -> send(type, tag, length, bytes));
        } else {
            send(type, tag, length, bytes);
        }
    }

    /** More is asked for at once than is sent. */
    public static final class TooLongException extends RuntimeException {

        private final long bytes;

        TooLongException(long bytes) {
            super("%d bytes".formatted(bytes));
            this.bytes = bytes;
        }

        public long bytes() {
            return bytes;
        }
    }

    private void send(MediaType type, String tag, long length, Bytes bytes) throws IOException {
        response.setHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
        if (!begin(type, tag)) {
            return;
        }
        ByteRange range = ByteRange.asked(request, tag, length);
        if (range.isPart()) {
            response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
            response.setHeader(HttpHeaders.CONTENT_RANGE, range.contentRange());
        }
        response.setContentLengthLong(range.length());
        if (!isHead() && range.length() > 0) {
            bytes.write(range.first(), range.last(), new Interruptible(response.getOutputStream()));
        }
    }

    /** Ends the computing of what is written when its thread is told to. */
    private static final class Interruptible extends FilterOutputStream {

        Interruptible(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (Thread.interrupted()) {
                throw new InterruptedIOException("it takes too long");
            }
            out.write(bytes, offset, length);
        }
    }

    /** Sets what every answer says; false if that is a 304, which then is all. */
    private boolean begin(MediaType type, String tag) {
        response.setHeader(HttpHeaders.VARY, "Accept, Accept-Encoding");
        response.setHeader(HttpHeaders.CACHE_CONTROL, Immutable.FOR_A_YEAR.getHeaderValue());
        if (IfNoneMatchAny.ANY.equals(request.getHeader(HttpHeaders.IF_NONE_MATCH))) {
            response.setHeader(HttpHeaders.ETAG, tag);
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return false;
        }
        if (new ServletWebRequest(request, response).checkNotModified(tag)) {
            return false;
        }
        response.setContentType(type.toString());
        response.setBufferSize(BUFFER_BYTES);
        return true;
    }

    /** Whether no more is asked for than what there is. */
    public boolean isHead() {
        return request.getMethod().equals("HEAD");
    }

    /** Whether the client takes a content coding (RFC 9110, section 12.5.3). */
    private boolean accepts(String coding) {
        @Nullable String header = request.getHeader(HttpHeaders.ACCEPT_ENCODING);
        return header != null
                && Arrays.stream(header.toLowerCase(Locale.ROOT).split(",", -1))
                        .map(offer -> offer.replace(" ", "").replace("\t", ""))
                        .filter(offer -> offer.split(";", 2)[0].equals(coding))
                        .anyMatch(offer -> !offer.matches(".*;q=0(\\.0*)?"));
    }
}
