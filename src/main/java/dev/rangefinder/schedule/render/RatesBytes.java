package dev.rangefinder.schedule.render;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * The rates of a part as bytes alone: float64, little-endian, one after another, as NumPy's {@code "<f8"} reads them.
 */
public final class RatesBytes {

    /**
     * Large enough that a write costs little beside computing its rates, small enough for thousands of answers at once.
     */
    private static final int BLOCK_RATES = 8 * 1024;

    private RatesBytes() {}

    /** How many bytes the whole part takes. */
    public static long length(ScheduleSlice part) {
        return part.count() * Double.BYTES;
    }

    /**
     * Writes a range of the bytes of the part, each rate times the multiplier, and leaves the stream open.
     *
     * @param firstByte 0-based; it may lie inside a rate
     * @param lastByte inclusive, as in HTTP's {@code Range}; one below {@code firstByte} writes nothing
     * @throws IndexOutOfBoundsException if the part has no such bytes
     */
    public static void write(ScheduleSlice part, double multiplier, long firstByte, long lastByte, OutputStream out)
            throws IOException {
        Objects.checkFromToIndex(firstByte, lastByte + 1, length(part));
        double[] rates = new double[(int) Math.min(BLOCK_RATES, (lastByte - firstByte) / Double.BYTES + 2)];
        ByteBuffer block = ByteBuffer.allocate(rates.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        long written = firstByte;
        while (written <= lastByte) {
            int skipped = (int) (written % Double.BYTES);
            int count = part.rates(written / Double.BYTES, rates);
            for (int i = 0; i < count; i++) {
                rates[i] *= multiplier;
            }
            block.asDoubleBuffer().put(rates, 0, count);
            int length = (int) Math.min(count * Double.BYTES - skipped, lastByte + 1 - written);
            out.write(block.array(), skipped, length);
            written += length;
        }
    }
}
