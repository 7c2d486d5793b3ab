package dev.rangefinder.dataset.format;

import java.io.ByteArrayOutputStream;

/** Makes files of CIFAR's binary form. */
public final class CifarBytes {

    public static final int AREA = 32 * 32;

    private CifarBytes() {}

    /** A record for each label; every image has a brightness of its own for each channel. */
    public static byte[] ten(int... labels) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < labels.length; i++) {
            bytes.write(labels[i]);
            image(i, bytes);
        }
        return bytes.toByteArray();
    }

    /** The same with a coarse label in front, which is 19 everywhere. */
    public static byte[] hundred(int... labels) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < labels.length; i++) {
            bytes.write(19);
            bytes.write(labels[i]);
            image(i, bytes);
        }
        return bytes.toByteArray();
    }

    private static void image(int index, ByteArrayOutputStream bytes) {
        for (int channel = 0; channel < 3; channel++) {
            for (int i = 0; i < AREA; i++) {
                bytes.write(value(index, channel, i));
            }
        }
    }

    static int value(int index, int channel, int position) {
        return (17 * index + 80 * channel + position % 64) & 0xFF;
    }
}
