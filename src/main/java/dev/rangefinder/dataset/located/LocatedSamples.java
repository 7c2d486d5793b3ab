package dev.rangefinder.dataset.located;

import dev.rangefinder.dataset.samples.ElementType;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.dataset.samples.StoredSamples;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Reads samples where they lie, by any number of threads at once. */
public final class LocatedSamples implements StoredSamples.Source {

    /** More files than that are opened for each sample. */
    private static final int MOST_KEPT_OPEN = 256;

    private final Layout layout;
    private final Path location;
    private final FileIndex files;
    private final Pieces pieces;
    private final LocatedFormat.Decoding decoding;
    private final Map<Integer, IndexedFile> open = new ConcurrentHashMap<>();

    private LocatedSamples(StoredData data, String pieces) throws IOException {
        Manifest manifest = Manifest.of(data.directory());
        this.layout = data.layout();
        this.location = manifest.location();
        this.files = FileIndex.of(data.directory());
        this.pieces = Pieces.of(data.directory().resolve(pieces));
        this.decoding = LocatedFormats.of(manifest.format(), manifest.options()).decoding(layout);
    }

    public static LocatedSamples training(StoredData data) throws IOException {
        return new LocatedSamples(data, Pieces.TRAIN);
    }

    public static LocatedSamples test(StoredData data) throws IOException {
        return new LocatedSamples(data, Pieces.TEST);
    }

    /** Those for training, to be looked at; to be closed. */
    public static StoredSamples trainingShown(StoredData data) throws IOException {
        return new StoredSamples(
                data.layout(),
                data.layout().trainSamples(),
                training(data),
                data.directory().resolve(StoredData.TRAIN_LABELS));
    }

    /** Those for testing, likewise. */
    public static StoredSamples testShown(StoredData data) throws IOException {
        return new StoredSamples(
                data.layout(),
                data.layout().testSamples(),
                test(data),
                data.directory().resolve(StoredData.TEST_LABELS));
    }

    /** The path of the file that a sample lies in, below the location. */
    String fileOf(int sample) {
        return files.at(pieces.at(sample).file()).path();
    }

    /** The bytes of a sample, as the layout has them. */
    byte[] bytes(int sample) throws IOException {
        Pieces.Piece piece = pieces.at(sample);
        byte[] bytes = decoded(sample, piece(piece));
        if (bytes.length != layout.sampleBytes()) {
            throw new IOException("'%s' has a sample of %d bytes instead of %d"
                    .formatted(fileOf(sample), bytes.length, layout.sampleBytes()));
        }
        return bytes;
    }

    private byte[] decoded(int sample, byte[] piece) throws IOException {
        try {
            return decoding.decoded(piece);
        } catch (IOException unreadable) {
            throw new IOException("'%s', %s".formatted(fileOf(sample), unreadable.getMessage()), unreadable);
        }
    }

    private byte[] piece(Pieces.Piece piece) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(piece.bytes());
        IndexedFile kept = open.get(piece.file());
        if (kept != null) {
            kept.read(piece.offset(), bytes);
            return bytes.array();
        }
        IndexedFile file = IndexedFile.open(location, files.at(piece.file()));
        if (open.size() < MOST_KEPT_OPEN && open.putIfAbsent(piece.file(), file) == null) {
            file.read(piece.offset(), bytes);
            return bytes.array();
        }
        try (file) {
            file.read(piece.offset(), bytes);
            return bytes.array();
        }
    }

    /** The values of stored bytes; bytes are 0 to 255. */
    void toValues(byte[] stored, float[] values) {
        if (layout.element() == ElementType.UINT8) {
            for (int i = 0; i < values.length; i++) {
                values[i] = stored[i] & 0xFF;
            }
        } else {
            ByteBuffer.wrap(stored)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(values);
        }
    }

    /** Copies the values of one sample into {@code values}. */
    public void read(int sample, float[] values) throws IOException {
        toValues(bytes(sample), values);
    }

    /** Copies so many tokens of a text, from one of them on. */
    public void readTokens(long from, long[] tokens) throws IOException {
        Pieces.Piece text = pieces.at(0);
        int bytesEach = text.bytes();
        ByteBuffer bytes = ByteBuffer.wrap(piece(new Pieces.Piece(
                        text.file(), text.offset() + from * bytesEach, Math.multiplyExact(tokens.length, bytesEach))))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = switch (bytesEach) {
                case Byte.BYTES -> Byte.toUnsignedLong(bytes.get());
                case Short.BYTES -> Short.toUnsignedLong(bytes.getShort());
                case Integer.BYTES -> Integer.toUnsignedLong(bytes.getInt());
                default -> bytes.getLong();
            };
        }
    }

    private ByteBuffer stored(int from, int count) throws IOException {
        long[] tokens = new long[count];
        readTokens(from, tokens);
        ByteBuffer stored =
                ByteBuffer.allocate(count * layout.element().bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (long token : tokens) {
            layout.element().putToken(stored, (int) token);
        }
        return stored.flip();
    }

    @Override
    public ByteBuffer read(int first, int count) throws IOException {
        if (layout.isText()) {
            return stored(first, count);
        }
        ByteBuffer read = ByteBuffer.allocate(Math.toIntExact(count * layout.sampleBytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int sample = first; sample < first + count; sample++) {
            read.put(bytes(sample));
        }
        return read.flip();
    }

    @Override
    public void close() throws IOException {
        List<IndexedFile> all = new ArrayList<>(open.values());
        open.clear();
        for (IndexedFile file : all) {
            file.close();
        }
    }
}
