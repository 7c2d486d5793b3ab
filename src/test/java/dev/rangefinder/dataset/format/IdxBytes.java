package dev.rangefinder.dataset.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;

/** Makes idx files, sound and unsound. */
public final class IdxBytes {

    private static final int UNSIGNED_BYTE = 0x08;

    private IdxBytes() {}

    /** Grey images of which no two are alike. */
    public static byte[] images(int count, int height, int width) {
        byte[] pixels = new byte[count * height * width];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (31 * i + i / 7);
        }
        return file(UNSIGNED_BYTE, pixels, count, height, width);
    }

    public static byte[] labels(int... labels) {
        byte[] bytes = new byte[labels.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) labels[i];
        }
        return file(UNSIGNED_BYTE, bytes, labels.length);
    }

    public static byte[] file(int type, byte[] data, int... dimensions) {
        ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * dimensions.length + data.length);
        bytes.putInt((type << 8) | dimensions.length);
        for (int size : dimensions) {
            bytes.putInt(size);
        }
        return bytes.put(data).array();
    }

    public static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
        return packed.toByteArray();
    }
}
