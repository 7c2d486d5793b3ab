package dev.rangefinder.dataset.format;

import dev.rangefinder.dataset.format.file.Converted;
import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.format.file.Part;
import dev.rangefinder.dataset.format.file.PartStream;
import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.format.file.Source;
import dev.rangefinder.dataset.format.numpy.DataFormat;
import dev.rangefinder.dataset.format.numpy.NumberType;
import dev.rangefinder.dataset.format.numpy.NumpyArrays;
import dev.rangefinder.dataset.format.numpy.NumpyFile;
import dev.rangefinder.dataset.format.numpy.NumpyOptions;
import dev.rangefinder.dataset.format.numpy.NumpySamples;
import dev.rangefinder.dataset.samples.CanonicalWriter;
import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.dataset.samples.LabelFile;
import java.io.ByteArrayOutputStream;
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

        /** Of the file, at a time: a head may claim large samples that do not follow. */
        private static final int CHUNK_BYTES = 1 << 16;

        private final NumpySamples samples;
        private final NumberType type;
        private final CanonicalWriter writer;
        private final InputStream in;
        private final ByteBuffer chunk;
        private int copied;

        Copying(NumpySamples samples, CanonicalWriter writer) throws IOException {
            this.samples = samples;
            this.type = samples.file().type();
            this.writer = writer;
            this.chunk = ByteBuffer.allocate(CHUNK_BYTES)
                    .order(samples.file().array().order());
            this.in = samples.file().values();
        }

        @Override
        public void copyNext(boolean isForTesting) throws IOException {
            CanonicalWriter.Split split = isForTesting ? writer.test() : writer.train();
            if (samples.dataFormat() == DataFormat.CHANNELS_LAST) {
                copy(split::inputs);
            } else {
                ByteArrayOutputStream first = new ByteArrayOutputStream();
                copy((bytes, length) -> first.write(bytes, 0, length));
                byte[] last = samples.dataFormat()
                        .channelsLast(
                                first.toByteArray(),
                                samples.shape(),
                                samples.element().bytes());
                split.inputs(last, last.length);
            }
            copied++;
            if (copied == samples.samples() && in.read() >= 0) {
                throw wrong("more than %d samples".formatted(copied));
            }
        }

        private interface Sink {
            void write(byte[] bytes, int length) throws IOException;
        }

        /** Copies the values of a sample, in their order. */
        private void copy(Sink sink) throws IOException {
            int most = CHUNK_BYTES / type.bytes();
            for (int left = samples.shape().size(); left > 0; left -= most) {
                int bytes = Math.min(left, most) * type.bytes();
                if (in.readNBytes(chunk.array(), 0, bytes) < bytes) {
                    throw wrong("%d samples".formatted(copied));
                }
                byte[] stored = asStored(chunk.position(0).limit(bytes));
                sink.write(stored, stored.length);
            }
        }

        private InvalidFileException wrong(String found) {
            return samples.file().invalid(found, "%d, as its head says".formatted(samples.samples()));
        }

        private byte[] asStored(ByteBuffer read) {
            byte[] bytes =
                    new byte[read.remaining() / type.bytes() * samples.element().bytes()];
            if (samples.element() == ElementType.UINT8) {
                read.get(bytes);
                return bytes;
            }
            ByteBuffer stored = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            while (read.hasRemaining()) {
                stored.putFloat(finite(type.next(read)));
            }
            return bytes;
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
