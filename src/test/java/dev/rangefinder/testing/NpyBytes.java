package dev.rangefinder.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Files as {@code numpy.save} writes them. */
public final class NpyBytes {

    private NpyBytes() {}

    /** An array of any type, with its bytes as they are. */
    public static byte[] of(String type, String shape, byte[] values) {
        String header = "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }".formatted(type, shape);
        int padded = Math.ceilDiv(10 + header.length() + 1, 64) * 64 - 10;
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) padded, (byte) (padded >> 8)});
        file.writeBytes((header + " ".repeat(padded - 1 - header.length()) + "\n").getBytes(StandardCharsets.US_ASCII));
        file.writeBytes(values);
        return file.toByteArray();
    }

    /** Whole numbers of 64 bits, which are NumPy's usual ones. */
    public static byte[] ofLongs(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            bytes.putLong(value);
        }
        return of("<i8", values.length + ",", bytes.array());
    }

    /** Numbers of 32 bits, in rows. */
    public static byte[] ofFloats(int rows, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        String shape = rows == values.length ? rows + "," : rows + ", " + values.length / rows;
        return of("<f4", shape, bytes.array());
    }
}
