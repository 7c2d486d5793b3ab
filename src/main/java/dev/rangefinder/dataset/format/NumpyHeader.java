package dev.rangefinder.dataset.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the head of a {@code .npy} file says of the ids behind it.
 *
 * @param ids how many follow
 */
record NumpyHeader(TokenType type, ByteOrder order, long ids) {

    private static final Pattern WHOLE_NUMBERS = Pattern.compile("'([<>|=])([a-z]\\d)'");

    /** Reads what stands behind the magic. */
    static NumpyHeader read(InputStream in, PartStream part) throws IOException {
        NumpyArray array = NumpyArray.read(in, part::invalid);
        Matcher whole = WHOLE_NUMBERS.matcher(array.type());
        Optional<TokenType> known = whole.matches() ? TokenType.ofCode(whole.group(2)) : Optional.empty();
        if (known.isEmpty()) {
            throw part.invalid(
                    "values of the type %s".formatted(CsvTable.shortened(array.type())),
                    "token ids: " + TokenType.NAMES);
        }
        List<Long> dimensions = array.dimensions();
        if (dimensions.size() != 1) {
            throw part.invalid(
                    "an array of the shape (%s)".formatted(CsvTable.shortened(array.shape())),
                    "one dimension: the ids of the text one behind the other");
        }
        ByteOrder order = whole.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        return new NumpyHeader(known.get(), order, dimensions.getFirst());
    }
}
