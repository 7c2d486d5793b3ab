package dev.rangefinder.dataset.format;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads one idx file of bytes, compressed with gzip or not, as its first bytes tell. Never reads more than one byte past
 * what the header promises, however much a compressed file would unpack to.
 *
 * <p>The format is Y. LeCun's: two zero bytes, the type of the elements, the number of dimensions, every dimension as a
 * big-endian 32-bit integer, and the elements, the last dimension running fastest.
 */
final class IdxReader implements AutoCloseable {

    private static final int UNSIGNED_BYTE = 0x08;

    private static final Map<Integer, String> OTHER_TYPES = Map.of(
            0x09, "signed byte",
            0x0B, "16-bit integer",
            0x0C, "32-bit integer",
            0x0D, "32-bit float",
            0x0E, "64-bit float");

    private static final int MAGIC_BYTES = 4;

    private static final byte[] GZIP_MAGIC = {0x1f, (byte) 0x8b};

    /** Large enough that a read costs little beside the copying. */
    private static final int BUFFER_BYTES = 1 << 16;

    private final String part;
    private final InputStream in;
    private final int[] dimensions;
    private final int headerBytes;
    private final long dataBytes;
    private long read;

    private IdxReader(String part, InputStream in, int dimensionCount, Limits limits) throws IOException {
        this.part = part;
        this.in = in;
        this.headerBytes = MAGIC_BYTES + dimensionCount * Integer.BYTES;
        checkMagic(header(MAGIC_BYTES, 0), dimensionCount);
        this.dimensions = dimensions(header(dimensionCount * Integer.BYTES, MAGIC_BYTES), limits);
        this.dataBytes = Arrays.stream(dimensions).asLongStream().reduce(1, Math::multiplyExact);
    }

    /**
     * Opens a file and checks its header.
     *
     * @throws InvalidFileException if it is not an idx file of bytes with so many dimensions, none of them empty
     */
    static IdxReader open(String part, Format.Source source, int dimensionCount, Limits limits) throws IOException {
        InputStream raw = new BufferedInputStream(source.open(), BUFFER_BYTES);
        try {
            return new IdxReader(part, unpacked(part, raw), dimensionCount, limits);
        } catch (IOException | RuntimeException exception) {
            raw.close();
            throw exception;
        }
    }

    int dimension(int index) {
        return dimensions[index];
    }

    /**
     * Fills the buffer with elements, or as much of it as there are left.
     *
     * @return how many; 0 behind the last one, and then it is certain that nothing follows
     * @throws InvalidFileException if the file ends before its data does, is damaged, or goes on after its data
     */
    int read(byte[] buffer) throws IOException {
        int wanted = (int) Math.min(buffer.length, dataBytes - read);
        int count = readFully(buffer, wanted);
        read += count;
        if (count < wanted) {
            throw invalid(
                    "the end of the file after %d bytes".formatted(headerBytes + read),
                    "%d bytes, as its header of %s says".formatted(headerBytes + dataBytes, described(dimensions)));
        }
        if (wanted == 0) {
            requireEnd();
        }
        return count;
    }

    InvalidFileException invalid(String found, String expected) {
        return new InvalidFileException(part, found, expected);
    }

    @Override
    public void close() throws IOException {
        in.close();
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

    private byte[] header(int bytes, int before) throws IOException {
        byte[] header = new byte[bytes];
        int count = readFully(header, bytes);
        if (count < bytes) {
            throw invalid(
                    before + count == 0
                            ? "an empty file"
                            : "the end of the file after %d bytes".formatted(before + count),
                    "an idx file, which begins with %d bytes of header".formatted(headerBytes));
        }
        return header;
    }

    private void checkMagic(byte[] magic, int dimensionCount) {
        int type = magic[2];
        String expected = "0x%08x (idx, unsigned bytes, %s)"
                .formatted((UNSIGNED_BYTE << 8) | dimensionCount, counted(dimensionCount));
        if (magic[0] != 0 || magic[1] != 0 || (type != UNSIGNED_BYTE && !OTHER_TYPES.containsKey(type))) {
            throw invalid(
                    "0x%08x at the beginning".formatted(ByteBuffer.wrap(magic).getInt()), expected);
        }
        if (type != UNSIGNED_BYTE) {
            throw invalid("elements of the type 0x%02x (%s)".formatted(type, OTHER_TYPES.get(type)), expected);
        }
        if (magic[3] != dimensionCount) {
            throw invalid(counted(Byte.toUnsignedInt(magic[3])), expected);
        }
    }

    private int[] dimensions(byte[] header, Limits limits) {
        ByteBuffer bytes = ByteBuffer.wrap(header);
        int[] sizes = new int[header.length / Integer.BYTES];
        long promised = 1;
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = bytes.getInt();
            long size = Integer.toUnsignedLong(sizes[i]);
            if (size == 0) {
                throw invalid("a dimension %d of 0".formatted(i), "at least 1");
            }
            if (size > (limits.maxUncompressedBytes() - headerBytes) / promised) {
                throw invalid(
                        "a header of " + described(bytes),
                        "at most %d bytes in all".formatted(limits.maxUncompressedBytes()));
            }
            if (sizes[i] < 0) {
                throw invalid("a dimension %d of %d".formatted(i, size), "at most %d".formatted(Integer.MAX_VALUE));
            }
            promised *= size;
        }
        return sizes;
    }

    private void requireEnd() throws IOException {
        if (readFully(new byte[1], 1) > 0) {
            throw invalid(
                    "more bytes behind the data",
                    "the end of the file after %d bytes, as its header of %s says"
                            .formatted(headerBytes + dataBytes, described(dimensions)));
        }
    }

    /** Reads to the given length or the end; a compressed file that ends early is damaged, not short. */
    private int readFully(byte[] buffer, int length) throws IOException {
        try {
            return in.readNBytes(buffer, 0, length);
        } catch (EOFException exception) {
            throw invalid(
                    "gzip data that breaks off after %d bytes unpacked, or a little more".formatted(read),
                    "a whole gzip file");
        } catch (ZipException exception) {
            throw invalid("damaged gzip data: %s".formatted(exception.getMessage()), "an intact gzip file");
        }
    }

    private static String counted(int dimensions) {
        return dimensions == 1 ? "1 dimension" : dimensions + " dimensions";
    }

    private static String described(ByteBuffer header) {
        header.rewind();
        return described(IntStream.generate(header::getInt)
                .limit(header.capacity() / Integer.BYTES)
                .toArray());
    }

    private static String described(int[] sizes) {
        return Arrays.stream(sizes).mapToObj(Integer::toUnsignedString).collect(Collectors.joining("×"));
    }
}
