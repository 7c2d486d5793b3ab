package dev.rangefinder.dataset.format;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How token ids are written, by the names that NumPy has for it. */
public enum TokenType {
    UINT8("u1", Byte.BYTES),
    INT8("i1", Byte.BYTES),
    UINT16("u2", Short.BYTES),
    INT16("i2", Short.BYTES),
    UINT32("u4", Integer.BYTES),
    INT32("i4", Integer.BYTES),
    INT64("i8", Long.BYTES);

    public static final String NAMES =
            Arrays.stream(values()).map(TokenType::label).collect(Collectors.joining(", "));

    private final String code;
    private final int bytes;

    TokenType(String code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    /** By what stands in the header of a file of NumPy's, without the order of bytes. */
    public static Optional<TokenType> ofCode(String code) {
        return Arrays.stream(values()).filter(type -> type.code.equals(code)).findFirst();
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public int bytes() {
        return bytes;
    }

    /** The next id, in the buffer's order of bytes. */
    public long next(ByteBuffer buffer) {
        return switch (this) {
            case UINT8 -> Byte.toUnsignedLong(buffer.get());
            case INT8 -> buffer.get();
            case UINT16 -> Short.toUnsignedLong(buffer.getShort());
            case INT16 -> buffer.getShort();
            case UINT32 -> Integer.toUnsignedLong(buffer.getInt());
            case INT32 -> buffer.getInt();
            case INT64 -> buffer.getLong();
        };
    }
}
