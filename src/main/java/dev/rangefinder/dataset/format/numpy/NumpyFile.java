package dev.rangefinder.dataset.format.numpy;

import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.format.file.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiFunction;

/**
 * A {@code .npy} file whose first dimension is that of the samples.
 *
 * @param array what its head says
 * @param source of the whole file, unpacked
 * @param problem with it, made of what was found and what was expected
 */
public record NumpyFile(NumpyArray array, Source source, BiFunction<String, String, InvalidFileException> problem) {

    private static final String ZIP_MAGIC = "PK";

    /** Reads the head. */
    public static NumpyFile of(Source source, BiFunction<String, String, InvalidFileException> problem)
            throws IOException {
        try (InputStream in = source.open()) {
            String magic = new String(in.readNBytes(NumpyArray.MAGIC.length()), StandardCharsets.ISO_8859_1);
            if (magic.startsWith(ZIP_MAGIC)) {
                throw problem.apply("an archive, as numpy.savez writes it", "one array, as numpy.save writes it");
            }
            if (!magic.equals(NumpyArray.MAGIC)) {
                throw problem.apply("a beginning that is not that of a .npy file", "an array of NumPy's");
            }
            NumpyFile file = new NumpyFile(NumpyArray.read(in, problem), source, problem);
            file.requireSamples();
            return file;
        }
    }

    private void requireSamples() {
        if (dimensions().isEmpty()) {
            throw invalid(
                    "the shape (%s)".formatted(InvalidFileException.shortened(array.shape())), "one dimension or more");
        }
        if (array.isByColumns() && dimensions().size() > 1) {
            throw invalid(
                    "Fortran's order of values",
                    "C's order, in which each sample lies in one piece, as numpy.ascontiguousarray makes it");
        }
        if (samples() < 1 || samples() > Integer.MAX_VALUE) {
            throw invalid("%d samples".formatted(samples()), "1 to %d samples".formatted(Integer.MAX_VALUE));
        }
    }

    /** The sizes of a sample; none where each is one value. */
    List<Long> sides() {
        return dimensions().stream().skip(1).toList();
    }

    private List<Long> dimensions() {
        return array.dimensions();
    }

    public long samples() {
        return dimensions().getFirst();
    }

    /** What its values are. */
    public NumberType type() {
        return array.numberType()
                .orElseThrow(() -> invalid(
                        "values of the type %s".formatted(InvalidFileException.shortened(array.type())),
                        "numbers: " + NumberType.NAMES));
    }

    /** The bytes of the values, from the first one on; to be closed. */
    public InputStream values() throws IOException {
        InputStream in = source.open();
        try {
            in.skipNBytes(array.begin());
            return in;
        } catch (IOException | RuntimeException exception) {
            in.close();
            throw exception;
        }
    }

    public InvalidFileException invalid(String found, String expected) {
        return problem.apply(found, expected);
    }
}
