package dev.rangefinder.dataset.located;

import dev.rangefinder.dataset.samples.CanonicalWriter;
import dev.rangefinder.dataset.samples.HashedFile;
import dev.rangefinder.dataset.samples.LabelFile;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.shared.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Writes the index of a data set in place: which files there are ({@link FileIndex}), where in them each sample lies
 * ({@link Pieces}), and the labels, as they are kept of any data set. It names the content by the hash of all that.
 */
public final class IndexWriter implements AutoCloseable {

    /** In the order in which they are hashed. */
    static final List<String> FILES = List.of(
            Manifest.NAME, FileIndex.NAME, Pieces.TRAIN, StoredData.TRAIN_LABELS, Pieces.TEST, StoredData.TEST_LABELS);

    private final Path directory;
    private final HashedFile files;
    private final Part train;
    private final Part test;

    /**
     * Starts writing.
     *
     * @param directory an empty one
     */
    public IndexWriter(Path directory) throws IOException {
        this.directory = directory;
        this.files = new HashedFile(directory.resolve(FileIndex.NAME));
        this.train = new Part(directory.resolve(Pieces.TRAIN), directory.resolve(StoredData.TRAIN_LABELS));
        this.test = new Part(directory.resolve(Pieces.TEST), directory.resolve(StoredData.TEST_LABELS));
    }

    Part train() {
        return train;
    }

    Part test() {
        return test;
    }

    /** Takes a file up, and returns by what the pieces name it. */
    int file(Place.File file) throws IOException {
        BasicFileAttributes attributes = file.attributes();
        byte[] path = file.path().getBytes(StandardCharsets.UTF_8);
        if (path.length > FileIndex.LONGEST_PATH || files.size() > Integer.MAX_VALUE) {
            throw Place.invalid("more files than an index holds", "fewer files, or shorter paths");
        }
        int position = (int) files.size();
        files.writeLong(attributes.size());
        files.writeLong(attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
        files.write(new byte[] {(byte) path.length, (byte) (path.length >> Byte.SIZE)}, Short.BYTES);
        files.write(path, path.length);
        return position;
    }

    /** Brings everything to disk, and returns the hash of the content, in hexadecimal. */
    String finish(Path location, LocatedFormat format, Layout layout) throws IOException {
        byte[] filesHash = files.finish();
        String blocks = SampledBlocks.hash(location, FileIndex.of(directory));
        byte[] manifest = new Manifest(location, format.name(), format.options(), blocks).written();
        Path file = directory.resolve(Manifest.NAME);
        try (HashedFile written = new HashedFile(file)) {
            written.write(manifest, manifest.length);
            written.finish();
        }
        return CanonicalWriter.contentHash(
                layout,
                Sha256.of(manifest),
                filesHash,
                train.pieces.finish(),
                train.labels.finish(),
                test.pieces.finish(),
                test.labels.finish());
    }

    @Override
    public void close() throws IOException {
        try (files;
                train) {
            test.close();
        }
    }

    /** The samples for training, or those for testing, in order. */
    static final class Part implements AutoCloseable {

        private final HashedFile pieces;
        private final LabelFile labels;

        private Part(Path pieces, Path labels) throws IOException {
            this.pieces = new HashedFile(pieces);
            this.labels = new LabelFile(labels);
        }

        /** Where the next sample lies. */
        void piece(int file, long offset, int bytes) throws IOException {
            pieces.writeInt(file);
            pieces.writeLong(offset);
            pieces.writeInt(bytes);
        }

        LabelFile labels() {
            return labels;
        }

        @Override
        public void close() throws IOException {
            try (pieces) {
                labels.close();
            }
        }
    }
}
