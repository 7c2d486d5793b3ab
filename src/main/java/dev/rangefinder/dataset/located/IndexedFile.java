package dev.rangefinder.dataset.located;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/** A file of a data set in place, open: it is what it was when it was indexed, and no link led to it. */
final class IndexedFile implements AutoCloseable {

    private final FileIndex.Entry entry;
    private final FileChannel channel;

    private IndexedFile(FileIndex.Entry entry, FileChannel channel) {
        this.entry = entry;
        this.channel = channel;
    }

    static IndexedFile open(Path location, FileIndex.Entry entry) throws IOException {
        Path file = location.resolve(entry.path());
        requireUnchanged(file, entry);
        try {
            if (!file.toRealPath().equals(file)) {
                throw new ChangedFileException(entry.path(), "is behind a link");
            }
            return new IndexedFile(entry, FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException missing) {
            throw new ChangedFileException(entry.path(), "is not there");
        }
    }

    static void requireUnchanged(Path file, FileIndex.Entry entry) throws IOException {
        BasicFileAttributes now;
        try {
            now = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException missing) {
            throw new ChangedFileException(entry.path(), "is not there");
        }
        if (!now.isRegularFile()) {
            throw new ChangedFileException(entry.path(), "is a link, or no file");
        }
        if (now.size() != entry.bytes()) {
            throw new ChangedFileException(
                    entry.path(), "has %d bytes in the place of %d".formatted(now.size(), entry.bytes()));
        }
        if (now.lastModifiedTime().to(TimeUnit.NANOSECONDS) != entry.changedNanos()) {
            throw new ChangedFileException(entry.path(), "was written to at %s".formatted(now.lastModifiedTime()));
        }
    }

    /** Fills what is left of a buffer. */
    void read(long from, ByteBuffer into) throws IOException {
        int begin = into.position();
        while (into.hasRemaining()) {
            if (channel.read(into, from + into.position() - begin) < 0) {
                throw new ChangedFileException(entry.path(), "ends before byte %d".formatted(from + into.limit()));
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
