package dev.rangefinder.dataset.located;

import dev.rangefinder.dataset.format.file.Converted;
import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.format.numpy.DataFormat;
import dev.rangefinder.dataset.format.numpy.NumberType;
import dev.rangefinder.dataset.format.numpy.NumpyArrays;
import dev.rangefinder.dataset.format.numpy.NumpyFile;
import dev.rangefinder.dataset.format.numpy.NumpyOptions;
import dev.rangefinder.dataset.format.numpy.NumpySamples;
import dev.rangefinder.dataset.samples.LabelFile;
import dev.rangefinder.dataset.samples.Layout;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Arrays of NumPy's: samples of bytes or of 32-bit floats, and a label for each. Samples are read where they lie; labels,
 * which may have many types, are kept in the index as any others.
 */
record NpyArrays(NumpyOptions wanted) implements LocatedFormat {

    static final String NAME = "npy";

    private static final String AS_STORED = "uint8 or float32, little-endian; others can be uploaded";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, String> options() {
        return wanted.said();
    }

    @Override
    public Decoding decoding(Layout layout) {
        DataFormat dataFormat = wanted.dataFormat();
        return dataFormat == null
                ? LocatedFormat.super.decoding(layout)
                : piece -> dataFormat.channelsLast(
                        piece, layout.shape(), layout.element().bytes());
    }

    @Override
    public Converted index(Place place, IndexWriter writer, SizeLimits limits) throws IOException {
        Lying lying = new Lying(place, writer);
        return NumpyArrays.convert(lying, wanted, lying, limits);
    }

    /** The files in a place, and the index of what lies in them. */
    private static final class Lying implements NumpyArrays.Given, NumpyArrays.Store {

        private final Place place;
        private final IndexWriter writer;

        private final IdentityHashMap<NumpyFile, Indexed> indexed = new IdentityHashMap<>();

        Lying(Place place, IndexWriter writer) {
            this.place = place;
            this.writer = writer;
        }

        @Override
        public Optional<NumpyFile> file(String name) throws IOException {
            Optional<Place.File> found = place.file(name + ".npy");
            if (found.isEmpty()) {
                return Optional.empty();
            }
            String path = found.get().path();
            Path file = place.location().resolve(path);
            NumpyFile read = NumpyFile.of(
                    () -> Files.newInputStream(file), (seen, expected) -> Place.invalid(path, seen, expected));
            indexed.put(
                    read,
                    new Indexed(
                            writer.file(found.get()), found.get().attributes().size()));
            return Optional.of(read);
        }

        @Override
        public InvalidFileException invalid(String found, String expected) {
            return Place.invalid(found, expected);
        }

        @Override
        public NumpyArrays.Samples begin(NumpySamples samples) {
            NumpyFile file = samples.file();
            Indexed where = Objects.requireNonNull(indexed.get(file));
            if (!isAsStored(file)) {
                throw file.invalid(
                        "values of the type %s".formatted(file.array().type()), AS_STORED);
            }
            int bytesEach =
                    Math.multiplyExact(samples.shape().size(), samples.element().bytes());
            long expected = file.array().begin() + Math.multiplyExact(file.samples(), bytesEach);
            if (where.bytes() != expected) {
                throw file.invalid("%d bytes".formatted(where.bytes()), "%d, as its head says".formatted(expected));
            }
            return new Pointing(writer, where.position(), file.array().begin(), bytesEach);
        }

        private static boolean isAsStored(NumpyFile file) {
            return file.type() == NumberType.UINT8
                    || (file.type() == NumberType.FLOAT32 && file.array().order() == ByteOrder.LITTLE_ENDIAN);
        }

        @Override
        public LabelFile trainLabels() {
            return writer.train().labels();
        }

        @Override
        public LabelFile testLabels() {
            return writer.test().labels();
        }
    }

    /** A file, as the index knows it. */
    private record Indexed(int position, long bytes) {}

    /** Says of each sample where it lies. */
    private static final class Pointing implements NumpyArrays.Samples {

        private final IndexWriter writer;
        private final int file;
        private final int bytesEach;
        private long offset;

        Pointing(IndexWriter writer, int file, long begin, int bytesEach) {
            this.writer = writer;
            this.file = file;
            this.offset = begin;
            this.bytesEach = bytesEach;
        }

        @Override
        public void copyNext(boolean isForTesting) throws IOException {
            (isForTesting ? writer.test() : writer.train()).piece(file, offset, bytesEach);
            offset += bytesEach;
        }

        @Override
        public void close() {}
    }
}
