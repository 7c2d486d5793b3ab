package dev.rangefinder.dataset.located;

import dev.rangefinder.dataset.format.InvalidFileException;
import dev.rangefinder.dataset.format.NumpyArray;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;

/** An array of NumPy's that lies in place: of any number of dimensions, of which the first is that of the samples. */
record NpyFile(Place place, Place.File file, NumpyArray array) {

    /** Reads the head; the array behind it is as long as that says. */
    static NpyFile of(Place place, Place.File file) throws IOException {
        try (InputStream in =
                new BufferedInputStream(Files.newInputStream(place.location().resolve(file.path())))) {
            String magic = new String(in.readNBytes(NumpyArray.MAGIC.length()), StandardCharsets.ISO_8859_1);
            if (!magic.equals(NumpyArray.MAGIC)) {
                throw Place.invalid(file.path(), "a beginning that is not that of a .npy file", "an array of NumPy's");
            }
            NumpyArray array = NumpyArray.read(
                    in, (found, expected) -> Place.invalid("'%s', %s".formatted(file.path(), found), expected));
            NpyFile read = new NpyFile(place, file, array);
            if (array.isByColumns() && read.dimensions().size() > 1) {
                throw read.invalid("Fortran's order of values", "C's order, in which each sample lies in one piece");
            }
            if (read.dimensions().isEmpty()) {
                throw read.invalid("the shape (%s)".formatted(array.shape()), "one dimension or more");
            }
            return read;
        }
    }

    List<Long> dimensions() {
        return array.dimensions();
    }

    /** How many samples there are. */
    long count() {
        return dimensions().getFirst();
    }

    /** How many values each has. */
    long valuesEach() {
        return dimensions().stream().skip(1).reduce(1L, Math::multiplyExact);
    }

    /** Without the quotes: such as {@code <f4}. */
    String type() {
        return array.type().replace("'", "");
    }

    /** The bytes behind the head are those of the array, and no others. */
    void requireWhole(int bytesEach) {
        long expected = array.begin() + Math.multiplyExact(Math.multiplyExact(count(), valuesEach()), bytesEach);
        if (file.attributes().size() != expected) {
            throw invalid("%d bytes".formatted(file.attributes().size()), "%d, as its head says".formatted(expected));
        }
    }

    InputStream values() throws IOException {
        InputStream in = Files.newInputStream(place.location().resolve(file.path()));
        in.skipNBytes(array.begin());
        return in;
    }

    InvalidFileException invalid(String found, String expected) {
        return Place.invalid(file.path(), found, expected);
    }
}
