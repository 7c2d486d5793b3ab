package dev.rangefinder.dataset.format;

import dev.rangefinder.dataset.samples.CanonicalWriter;
import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.dataset.samples.LabelFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Arrays as {@code numpy.save} writes them: samples of bytes or of other numbers, and a label for each. */
record Numpy(NumpyOptions wanted) implements Format {

    static final Numpy DEFAULT = new Numpy(NumpyOptions.DEFAULT);

    @Override
    public String name() {
        return "npy";
    }

    @Override
    public List<Part> parts() {
        return List.of(
                Part.one(NumpyArrays.TRAIN_INPUTS),
                Part.one(NumpyArrays.TRAIN_LABELS),
                Part.optional(NumpyArrays.TEST_INPUTS),
                Part.optional(NumpyArrays.TEST_LABELS));
    }

    @Override
    public Set<String> options() {
        return NumpyOptions.NAMES;
    }

    @Override
    public Format with(Map<String, String> options) {
        return new Numpy(NumpyOptions.of(options));
    }

    @Override
    public Converted convert(Map<String, List<Source>> files, CanonicalWriter writer, SizeLimits limits)
            throws IOException {
        return NumpyArrays.convert(new Uploaded(files, limits), wanted, new Written(writer), limits);
    }

    /** The files of the upload. */
    private record Uploaded(Map<String, List<Source>> files, SizeLimits limits) implements NumpyArrays.Given {

        @Override
        public Optional<NumpyFile> file(String name) throws IOException {
            Optional<Source> source =
                    files.getOrDefault(name, List.of()).stream().findFirst();
            if (source.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(NumpyFile.of(
                    () -> PartStream.open(name, source.get(), limits),
                    (found, expected) -> new InvalidFileException(name, found, expected)));
        }

        @Override
        public InvalidFileException invalid(String found, String expected) {
            return new InvalidFileException(NumpyArrays.TRAIN_LABELS, found, expected);
        }
    }

    /** Where samples are copied to. */
    private record Written(CanonicalWriter writer) implements NumpyArrays.Store {

        @Override
        public NumpyArrays.Samples begin(NumpySamples samples) throws IOException {
            return new Copying(samples, writer);
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

    /** Copies samples as trainers read them: bytes, or floats of 32 bits, with the channels last. */
    private static final class Copying implements NumpyArrays.Samples {

        private final NumpySamples samples;
        private final CanonicalWriter writer;
        private final InputStream in;
        private final byte[] read;
        private final int values;
        private int copied;

        Copying(NumpySamples samples, CanonicalWriter writer) throws IOException {
            this.samples = samples;
            this.writer = writer;
            this.values = samples.shape().size();
            this.read =
                    new byte[Math.multiplyExact(values, samples.file().type().bytes())];
            this.in = samples.file().values();
        }

        @Override
        public void copyNext(boolean isForTesting) throws IOException {
            if (in.readNBytes(read, 0, read.length) < read.length) {
                throw wrong("%d samples".formatted(copied));
            }
            byte[] stored = samples.dataFormat()
                    .channelsLast(asStored(), samples.shape(), samples.element().bytes());
            (isForTesting ? writer.test() : writer.train()).inputs(stored, stored.length);
            copied++;
            if (copied == samples.samples() && in.read() >= 0) {
                throw wrong("more than %d samples".formatted(copied));
            }
        }

        private InvalidFileException wrong(String found) {
            return samples.file().invalid(found, "%d, as its head says".formatted(samples.samples()));
        }

        private byte[] asStored() {
            if (samples.element() == ElementType.UINT8) {
                return read;
            }
            ByteBuffer from = ByteBuffer.wrap(read).order(samples.file().array().order());
            ByteBuffer stored = ByteBuffer.allocate(values * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < values; i++) {
                stored.putFloat(finite(samples.file().type().next(from)));
            }
            return stored.array();
        }

        private float finite(double value) {
            float stored = (float) value;
            if (!Float.isFinite(stored)) {
                throw samples.file()
                        .invalid("the value %s in sample %d".formatted(value, copied), "finite numbers, of 32 bits");
            }
            return stored;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
