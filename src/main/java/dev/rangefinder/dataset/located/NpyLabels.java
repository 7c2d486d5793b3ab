package dev.rangefinder.dataset.located;

import dev.rangefinder.dataset.format.TokenType;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** The labels in an array: whole numbers of classes, or real numbers; read one by one, and never held. */
final class NpyLabels implements AutoCloseable {

    private static final int LABELS_AT_A_TIME = 1 << 13;

    private final NpyFile file;
    private final Optional<TokenType> whole;
    private final ByteBuffer buffer;
    private final int bytesEach;
    private final InputStream in;
    private long read;

    private NpyLabels(NpyFile file, Optional<TokenType> whole, int bytesEach) throws IOException {
        this.file = file;
        this.whole = whole;
        this.bytesEach = bytesEach;
        this.buffer = ByteBuffer.allocate(LABELS_AT_A_TIME * bytesEach)
                .order(file.type().startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
                .limit(0);
        this.in = file.values();
    }

    /** Those of so many samples. */
    static NpyLabels of(NpyFile file, long samples) throws IOException {
        String code = file.type().substring(Math.min(1, file.type().length()));
        Optional<TokenType> whole = TokenType.ofCode(code);
        if (whole.isEmpty() && !code.equals("f4") && !code.equals("f8")) {
            throw file.invalid(
                    "values of the type %s".formatted(file.type()),
                    "classes (%s) or real numbers (float32, float64)".formatted(TokenType.NAMES));
        }
        if (file.valuesEach() != 1) {
            throw file.invalid("the shape (%s)".formatted(file.array().shape()), "one label for each sample");
        }
        if (file.count() != samples) {
            throw file.invalid(
                    "%d labels".formatted(file.count()), "%d, one for each of the samples".formatted(samples));
        }
        int bytesEach = whole.map(NpyLabels::bytes).orElse(code.equals("f4") ? Float.BYTES : Double.BYTES);
        file.requireWhole(bytesEach);
        return new NpyLabels(file, whole, bytesEach);
    }

    private static int bytes(TokenType type) {
        return type.bytes();
    }

    boolean areClasses() {
        return whole.isPresent();
    }

    /** The next class, one of so many. */
    int nextClass(int classes) throws IOException {
        long label = whole.orElseThrow().next(next());
        if (label < 0 || label >= classes) {
            throw file.invalid(
                    "the label %d of sample %d".formatted(label, read - 1),
                    "labels from 0 to %d".formatted(classes - 1));
        }
        return (int) label;
    }

    /** The next number, as the float that is nearest. */
    float nextTarget() throws IOException {
        ByteBuffer at = next();
        float target = bytesEach == Float.BYTES ? at.getFloat() : (float) at.getDouble();
        if (!Float.isFinite(target)) {
            throw file.invalid("the label %s of sample %d".formatted(target, read - 1), "finite numbers, of 32 bits");
        }
        return target;
    }

    private ByteBuffer next() throws IOException {
        if (!buffer.hasRemaining()) {
            int count = in.readNBytes(buffer.array(), 0, buffer.capacity());
            if (count < bytesEach) {
                throw new EOFException("the labels end before their number");
            }
            buffer.position(0).limit(count);
        }
        read++;
        return buffer;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
