package dev.rangefinder.dataset.samples;

import java.nio.ByteBuffer;

/** How one value of a sample is stored, little-endian. */
public enum ElementType {
    /** One unsigned byte: the pixels of images, and tokens of up to 256 kinds. */
    UINT8(1),
    /** Two unsigned bytes: tokens of up to 65,536 kinds. */
    UINT16(2),
    /** Four bytes: tokens of more kinds. */
    INT32(4),
    /** Four bytes, IEEE 754. */
    FLOAT32(4);

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    /** The smallest that holds the tokens of a vocabulary. */
    public static ElementType ofTokens(int vocabulary) {
        if (vocabulary <= 1 << Byte.SIZE) {
            return UINT8;
        }
        return vocabulary <= 1 << Short.SIZE ? UINT16 : INT32;
    }

    public int bytes() {
        return bytes;
    }

    /** Writes a token as it is stored. */
    public void putToken(ByteBuffer to, int token) {
        switch (this) {
            case UINT8 -> to.put((byte) token);
            case UINT16 -> to.putShort((short) token);
            case INT32 -> to.putInt(token);
            case FLOAT32 -> throw noToken();
        }
    }

    /** The next token of those that are stored. */
    public int nextToken(ByteBuffer from) {
        return switch (this) {
            case UINT8 -> Byte.toUnsignedInt(from.get());
            case UINT16 -> Short.toUnsignedInt(from.getShort());
            case INT32 -> from.getInt();
            case FLOAT32 -> throw noToken();
        };
    }

    private static IllegalStateException noToken() {
        return new IllegalStateException("tokens are whole numbers");
    }
}
