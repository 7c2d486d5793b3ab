package dev.rangefinder.dataset.format.numpy;

import dev.rangefinder.dataset.format.file.InvalidFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the head of a {@code .npy} file says of the array behind it (NumPy's NEP 1).
 *
 * @param type as it stands there, in quotes where it is a simple one
 * @param isByColumns whether the first dimension runs fastest (Fortran's order)
 * @param begin the first byte of the array, in the file
 */
public record NumpyArray(String type, boolean isByColumns, String shape, int begin) {

    public static final String MAGIC = "\u0093NUMPY";

    /** Far more than the description of an array takes. */
    private static final int LONGEST = 1 << 16;

    private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*('[^']*'|\\[[^]]*])");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");
    private static final Pattern BY_COLUMNS = Pattern.compile("'fortran_order'\\s*:\\s*True");
    private static final Pattern DIMENSION = Pattern.compile("\\d{1,18}");

    /** The order of bytes, a letter for the kind, and how many bytes there are. */
    private static final Pattern NUMBERS = Pattern.compile("'([<>|=])([a-z]\\d)'");

    private static final String INTACT = "an intact .npy file";

    /**
     * Reads what stands behind the magic.
     *
     * @param invalid makes a problem of what was found and what was expected
     */
    public static NumpyArray read(InputStream in, BiFunction<String, String, InvalidFileException> invalid)
            throws IOException {
        byte[] version = in.readNBytes(2);
        int width = version.length == 2 && version[0] == 1 ? Short.BYTES : Integer.BYTES;
        byte[] stated = in.readNBytes(width);
        if (version.length < 2 || stated.length < width) {
            throw invalid.apply("a .npy file that breaks off in its header", INTACT);
        }
        ByteBuffer number = ByteBuffer.wrap(stated).order(ByteOrder.LITTLE_ENDIAN);
        long length = width == Short.BYTES
                ? Short.toUnsignedLong(number.getShort())
                : Integer.toUnsignedLong(number.getInt());
        byte[] header = in.readNBytes((int) Math.min(length, LONGEST));
        if (header.length < length) {
            throw invalid.apply(
                    "a .npy file whose header is not whole, or has more than %d bytes".formatted(LONGEST), INTACT);
        }
        String text = new String(header, StandardCharsets.UTF_8);
        return new NumpyArray(
                found(TYPE, text, invalid),
                BY_COLUMNS.matcher(text).find(),
                found(SHAPE, text, invalid),
                MAGIC.length() + version.length + width + header.length);
    }

    private static String found(
            Pattern pattern, String header, BiFunction<String, String, InvalidFileException> invalid) {
        Matcher matcher = pattern.matcher(header);
        if (!matcher.find()) {
            throw invalid.apply("a .npy file without its type and its shape in the header", INTACT);
        }
        return matcher.group(1);
    }

    /** The numbers of the shape; none of an array without dimensions, nor where something else stands there. */
    public List<Long> dimensions() {
        List<String> numbers =
                Arrays.stream(shape.split(",")).map(String::strip).toList();
        return numbers.stream().allMatch(number -> DIMENSION.matcher(number).matches())
                ? numbers.stream().map(Long::valueOf).toList()
                : List.of();
    }

    /** What its values are, where they are numbers. */
    public Optional<NumberType> numberType() {
        Matcher numbers = NUMBERS.matcher(type);
        return numbers.matches() ? NumberType.ofCode(numbers.group(2)) : Optional.empty();
    }

    /** In which its numbers are written. */
    public ByteOrder order() {
        return type.startsWith("'>") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }
}
