package dev.rangefinder.dataset.format.numpy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** How numbers are written, by the names that NumPy has for it. */
public enum NumberType {
    BOOL("b1", Byte.BYTES),
    UINT8("u1", Byte.BYTES),
    INT8("i1", Byte.BYTES),
    UINT16("u2", Short.BYTES),
    INT16("i2", Short.BYTES),
    UINT32("u4", Integer.BYTES),
    INT32("i4", Integer.BYTES),
    INT64("i8", Long.BYTES),
    FLOAT16("f2", Short.BYTES),
    FLOAT32("f4", Float.BYTES),
    FLOAT64("f8", Double.BYTES);

    static final String NAMES = names(type -> true);

    /** Of those that token ids may have. */
    public static final String TOKEN_NAMES = names(NumberType::areTokens);

    private final String code;
    private final int bytes;

    NumberType(String code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    private static String names(Predicate<NumberType> which) {
        return Arrays.stream(values()).filter(which).map(NumberType::label).collect(Collectors.joining(", "));
    }

    /** By what stands in the header of a file of NumPy's, without the order of bytes. */
    static Optional<NumberType> ofCode(String code) {
        return Arrays.stream(values()).filter(type -> type.code.equals(code)).findFirst();
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public int bytes() {
        return bytes;
    }

    boolean isWhole() {
        return this != FLOAT16 && this != FLOAT32 && this != FLOAT64;
    }

    public boolean areTokens() {
        return isWhole() && this != BOOL;
    }

    /** Up to so many kinds of ids, none is taken for a negative number where all are read without a sign. */
    public int mostWithoutSign() {
        return switch (this) {
            case INT8 -> 1 << (Byte.SIZE - 1);
            case INT16 -> 1 << (Short.SIZE - 1);
            default -> Integer.MAX_VALUE;
        };
    }

    /** The next number, in the buffer's order of bytes; that of a whole one beyond 2^53 is the nearest that there is. */
    public double next(ByteBuffer buffer) {
        return switch (this) {
            case FLOAT16 -> Float.float16ToFloat(buffer.getShort());
            case FLOAT32 -> buffer.getFloat();
            case FLOAT64 -> buffer.getDouble();
            default -> nextWhole(buffer);
        };
    }

    /** The next whole number, in the buffer's order of bytes. */
    public long nextWhole(ByteBuffer buffer) {
        return switch (this) {
            case BOOL, UINT8 -> Byte.toUnsignedLong(buffer.get());
            case INT8 -> buffer.get();
            case UINT16 -> Short.toUnsignedLong(buffer.getShort());
            case INT16 -> buffer.getShort();
            case UINT32 -> Integer.toUnsignedLong(buffer.getInt());
            case INT32 -> buffer.getInt();
            case INT64 -> buffer.getLong();
            case FLOAT16, FLOAT32, FLOAT64 -> throw new IllegalStateException("%s is not whole".formatted(this));
        };
    }
}
