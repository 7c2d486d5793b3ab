package dev.rangefinder.dataset.format.file;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * One file of an upload, unpacked where it is compressed with gzip, as its first bytes tell. What is wrong with it is
 * said in the words of an {@link InvalidFileException}.
 */
public final class PartStream extends InputStream {

    private static final byte[] GZIP_MAGIC = {0x1f, (byte) 0x8b};

    /** Large enough that a read costs little beside the copying. */
    private static final int BUFFER_BYTES = 1 << 16;

    private final String part;
    private final InputStream in;
    private final long mostBytes;
    private long read;

    private PartStream(String part, InputStream in, long mostBytes) {
        this.part = part;
        this.in = in;
        this.mostBytes = mostBytes;
    }

    public static PartStream open(String part, Source source, SizeLimits limits) throws IOException {
        InputStream raw = new BufferedInputStream(source.open(), BUFFER_BYTES);
        try {
            return new PartStream(part, unpacked(part, raw), limits.maxUncompressedBytes());
        } catch (IOException | RuntimeException exception) {
            raw.close();
            throw exception;
        }
    }

    private static InputStream unpacked(String part, InputStream raw) throws IOException {
        raw.mark(GZIP_MAGIC.length);
        boolean gzip = Arrays.equals(raw.readNBytes(GZIP_MAGIC.length), GZIP_MAGIC);
        raw.reset();
        if (!gzip) {
            return raw;
        }
        try {
            return new GZIPInputStream(raw, BUFFER_BYTES);
        } catch (EOFException | ZipException exception) {
            throw new InvalidFileException(part, "damaged gzip data, in its header", "an intact gzip file");
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    /** A compressed file that ends early is damaged, not short. */
    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count;
        try {
            count = in.read(buffer, offset, length);
        } catch (EOFException exception) {
            throw invalid(
                    "gzip data that breaks off after %d bytes unpacked, or a little more".formatted(read),
                    "a whole gzip file");
        } catch (ZipException exception) {
            throw invalid("damaged gzip data: %s".formatted(exception.getMessage()), "an intact gzip file");
        }
        read += Math.max(count, 0);
        if (read > mostBytes) {
            throw invalid("more than %d bytes".formatted(mostBytes), "at most %d bytes, unpacked".formatted(mostBytes));
        }
        return count;
    }

    public InvalidFileException invalid(String found, String expected) {
        return new InvalidFileException(part, found, expected);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
