package dev.rangefinder.dataset.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the head of a {@code .npy} file says of the ids behind it (NumPy's NEP 1).
 *
 * @param ids how many follow
 */
record NumpyHeader(TokenType type, ByteOrder order, long ids) {

    static final String MAGIC = "\u0093NUMPY";

    /** Far more than the description of an array of whole numbers takes. */
    private static final int LONGEST = 1 << 16;

    private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*('[^']*'|\\[[^]]*])");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");
    private static final Pattern ONE_ROW = Pattern.compile("(\\d{1,18})\\s*,");
    private static final Pattern WHOLE_NUMBERS = Pattern.compile("'([<>|=])([a-z]\\d)'");

    private static final String INTACT = "an intact .npy file";

    /** Reads what stands behind the magic. */
    static NumpyHeader read(InputStream in, PartStream part) throws IOException {
        byte[] version = in.readNBytes(2);
        int width = version.length == 2 && version[0] == 1 ? Short.BYTES : Integer.BYTES;
        byte[] stated = in.readNBytes(width);
        if (version.length < 2 || stated.length < width) {
            throw part.invalid("a .npy file that breaks off in its header", INTACT);
        }
        ByteBuffer number = ByteBuffer.wrap(stated).order(ByteOrder.LITTLE_ENDIAN);
        long length = width == Short.BYTES
                ? Short.toUnsignedLong(number.getShort())
                : Integer.toUnsignedLong(number.getInt());
        byte[] header = in.readNBytes((int) Math.min(length, LONGEST));
        if (header.length < length) {
            throw part.invalid(
                    "a .npy file whose header is not whole, or has more than %d bytes".formatted(LONGEST), INTACT);
        }
        return of(new String(header, StandardCharsets.UTF_8), part);
    }

    private static NumpyHeader of(String header, PartStream part) {
        String type = found(TYPE, header, part);
        Matcher whole = WHOLE_NUMBERS.matcher(type);
        Optional<TokenType> known = whole.matches() ? TokenType.ofCode(whole.group(2)) : Optional.empty();
        if (known.isEmpty()) {
            throw part.invalid(
                    "values of the type %s".formatted(CsvTable.shortened(type)), "token ids: " + TokenType.NAMES);
        }
        String shape = found(SHAPE, header, part);
        Matcher row = ONE_ROW.matcher(shape);
        if (!row.matches()) {
            throw part.invalid(
                    "an array of the shape (%s)".formatted(CsvTable.shortened(shape)),
                    "one dimension: the ids of the text one behind the other");
        }
        ByteOrder order = whole.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        return new NumpyHeader(known.get(), order, Long.parseLong(row.group(1)));
    }

    private static String found(Pattern pattern, String header, PartStream part) {
        Matcher matcher = pattern.matcher(header);
        if (!matcher.find()) {
            throw part.invalid("a .npy file without its type and its shape in the header", INTACT);
        }
        return matcher.group(1);
    }
}
