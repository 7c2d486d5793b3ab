package dev.rangefinder.dataset.format;

import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.format.file.PartStream;
import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.format.file.Source;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Reads one idx file of bytes, compressed with gzip or not, as its first bytes tell. Never reads more than one byte
 * past what the header promises, however much a compressed file would unpack to.
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

    private final PartStream in;
    private final int[] dimensions;
    private final int headerBytes;
    private final long dataBytes;
    private long read;

    private IdxReader(PartStream in, int dimensionCount, SizeLimits limits) throws IOException {
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
    static IdxReader open(String part, Source source, int dimensionCount, SizeLimits limits) throws IOException {
        PartStream in = PartStream.open(part, source, limits);
        try {
            return new IdxReader(in, dimensionCount, limits);
        } catch (IOException | RuntimeException exception) {
            in.close();
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
        int count = in.readNBytes(buffer, 0, wanted);
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
        return in.invalid(found, expected);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private byte[] header(int bytes, int before) throws IOException {
        byte[] header = new byte[bytes];
        int count = in.readNBytes(header, 0, bytes);
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

    private int[] dimensions(byte[] header, SizeLimits limits) {
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
        if (in.read() >= 0) {
            throw invalid(
                    "more bytes behind the data",
                    "the end of the file after %d bytes, as its header of %s says"
                            .formatted(headerBytes + dataBytes, described(dimensions)));
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
