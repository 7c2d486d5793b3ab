package dev.rangefinder.dataset.located;

import dev.rangefinder.dataset.format.file.Converted;
import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.samples.CanonicalWriter;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.shared.Sha256;
import java.io.IOException;
import java.nio.file.Path;

/** The index of a data set in place: how it is made, what names it, and whether the files are still what it says. */
public final class LocatedData {

    private LocatedData() {}

    /**
     * Writes the index of a location.
     *
     * @param location a real path, free of links
     */
    public static Indexed index(Path directory, Path location, LocatedFormat format, SizeLimits limits)
            throws IOException {
        try (IndexWriter writer = new IndexWriter(directory)) {
            Converted converted = format.index(new Place(location), writer, limits);
            return new Indexed(converted, writer.finish(location, format, converted.layout()));
        }
    }

    /** What was found, and the hash by which it is known. */
    public record Indexed(Converted converted, String contentHash) {}

    /** The hash of an index as it is now. */
    public static String contentHash(Path directory, Layout layout) throws IOException {
        byte[][] hashes = new byte[IndexWriter.FILES.size()][];
        for (int file = 0; file < hashes.length; file++) {
            hashes[file] = Sha256.of(directory.resolve(IndexWriter.FILES.get(file)));
        }
        return CanonicalWriter.contentHash(layout, hashes);
    }

    /**
     * Looks at the size and the time of each file, and at some of the bytes.
     *
     * @throws ChangedFileException if one is not what it was
     */
    public static void requireUnchanged(Path directory) throws IOException {
        Manifest manifest = Manifest.of(directory);
        FileIndex files = FileIndex.of(directory);
        for (FileIndex.Entry file : files) {
            IndexedFile.requireUnchanged(manifest.location().resolve(file.path()), file);
        }
        if (!SampledBlocks.hash(manifest.location(), files).equals(manifest.blocks())) {
            throw ChangedFileException.ofBytes();
        }
    }
}
