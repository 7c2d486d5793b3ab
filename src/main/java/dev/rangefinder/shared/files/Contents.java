package dev.rangefinder.shared.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.springframework.util.FileSystemUtils;

/** Directories that are named by the hash of what is in them, each whole or not there. */
public final class Contents {

    private final Path parent;
    private final WorkDirectory work;

    /**
     * Those below a directory.
     *
     * @param parent made when it does not exist
     * @param work on the same file system
     */
    public Contents(Path parent, WorkDirectory work) throws IOException {
        this.parent = Files.createDirectories(parent);
        this.work = work;
    }

    /** Where the content is, or would be. */
    public Path directory(String contentHash) {
        return parent.resolve(contentHash);
    }

    public boolean exist(String contentHash) {
        return Files.isDirectory(directory(contentHash));
    }

    /** Puts a directory, whose files are on disk, where others find it, unless the same is there. */
    public void install(Path directory, String contentHash) {
        if (exist(contentHash)) {
            return;
        }
        try {
            sync(directory);
            Files.move(directory, directory(contentHash), StandardCopyOption.ATOMIC_MOVE);
            sync(parent);
        } catch (IOException exception) {
            if (!exist(contentHash)) {
                throw new UncheckedIOException(exception);
            }
        }
    }

    /** Removes a content at once; a reader that has its files open is not disturbed. */
    public void remove(String contentHash) {
        if (!exist(contentHash)) {
            return;
        }
        try {
            Path removed = work.newPath();
            Files.move(directory(contentHash), removed, StandardCopyOption.ATOMIC_MOVE);
            FileSystemUtils.deleteRecursively(removed);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    /** A file's name outlives a power cut only when its directory was brought to disk too. */
    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
