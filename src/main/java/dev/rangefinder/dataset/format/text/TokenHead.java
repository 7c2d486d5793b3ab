package dev.rangefinder.dataset.format.text;

import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.format.numpy.NumberType;
import dev.rangefinder.dataset.format.numpy.NumpyArray;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * How the tokens of a file are written: as the head of a {@code .npy} file says, as its owner does, or as the bytes of a
 * text.
 *
 * @param begin the first byte of the tokens, in the file
 * @param tokens how many follow, where the file says so
 */
public record TokenHead(
        NumberType type,
        ByteOrder order,
        int begin,
        @Nullable Long tokens) {

    private static final byte[] MAGIC = NumpyArray.MAGIC.getBytes(StandardCharsets.ISO_8859_1);

    /** A stream of which the head can be read. */
    public static PushbackInputStream lookedAt(InputStream file) {
        return new PushbackInputStream(file, MAGIC.length);
    }

    /**
     * Reads the head, if there is one, and leaves the stream at the first token.
     *
     * @param in of the whole file
     * @param problem with it, made of what was found and what was expected
     */
    public static TokenHead read(
            PushbackInputStream in, TextOptions wanted, BiFunction<String, String, InvalidFileException> problem)
            throws IOException {
        byte[] beginning = in.readNBytes(MAGIC.length);
        if (Arrays.equals(beginning, MAGIC)) {
            return ofArray(NumpyArray.read(in, problem), wanted, problem);
        }
        in.unread(beginning);
        if (wanted.areBytes()) {
            return new TokenHead(NumberType.UINT8, ByteOrder.LITTLE_ENDIAN, 0, null);
        }
        if (wanted.dtype() == null) {
            throw problem.apply(
                    "token ids without a header that says how they are written",
                    "a .npy file, or dtype beside it, one of: " + NumberType.TOKEN_NAMES);
        }
        return new TokenHead(wanted.dtype(), ByteOrder.LITTLE_ENDIAN, 0, null);
    }

    private static TokenHead ofArray(
            NumpyArray array, TextOptions wanted, BiFunction<String, String, InvalidFileException> problem) {
        if (wanted.areBytes()) {
            throw problem.apply(
                    "an array of NumPy's",
                    "a text; for an array of token ids say vocabulary, how many kinds there are");
        }
        Optional<NumberType> type = array.numberType().filter(NumberType::areTokens);
        if (type.isEmpty()) {
            throw problem.apply(
                    "values of the type %s".formatted(InvalidFileException.shortened(array.type())),
                    "token ids: " + NumberType.TOKEN_NAMES);
        }
        List<Long> dimensions = array.dimensions();
        if (dimensions.size() != 1) {
            throw problem.apply(
                    "an array of the shape (%s)".formatted(InvalidFileException.shortened(array.shape())),
                    "one dimension: the ids of the text one behind the other");
        }
        if (wanted.dtype() != null && wanted.dtype() != type.get()) {
            throw problem.apply(
                    "ids of the type %s in the header".formatted(type.get().label()),
                    "%s, as dtype says".formatted(wanted.dtype().label()));
        }
        return new TokenHead(type.get(), array.order(), array.begin(), dimensions.getFirst());
    }
}
