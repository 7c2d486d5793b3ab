package dev.rangefinder.shared.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.springframework.util.FileSystemUtils;

/** Directories that are named by the hash of what is in them, each whole or not there. */
public final class Contents {

    private final Path parent;
    private final WorkDirectory work;
    private final WholeContents whole = new WholeContents();

    /** Computes the hash of what is in a directory. */
    @FunctionalInterface
    public interface Hashing {
        String of(Path directory) throws IOException;
    }

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

    private boolean exist(String contentHash) {
        return Files.isDirectory(directory(contentHash));
    }

    /**
     * Makes sure that what is on disk is what was received.
     *
     * @param what it is, for people
     * @throws DamagedContentException if it is not
     */
    public void requireWhole(String contentHash, String what, Hashing hashing) {
        if (!isWhole(contentHash, hashing)) {
            throw new DamagedContentException(what);
        }
    }

    public boolean isWhole(String contentHash, Hashing hashing) {
        return whole.isWhole(directory(contentHash), contentHash, hashing);
    }

    /** Reads what is there and remembers whether it is whole, until it changes. */
    public void readPresent(String contentHash, Hashing hashing) {
        boolean ignored = isWhole(contentHash, hashing);
    }

    /** Puts a directory, whose files are on disk, where others find it, unless the same is there and is whole. */
    public void install(Path directory, String contentHash, Hashing hashing) {
        if (isWhole(contentHash, hashing)) {
            return;
        }
        remove(contentHash);
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

    /** Removes a content at once, if it is there; a reader that has its files open is not disturbed. */
    public void remove(String contentHash) {
        try {
            Path removed = work.newPath();
            Files.move(directory(contentHash), removed, StandardCopyOption.ATOMIC_MOVE);
            FileSystemUtils.deleteRecursively(removed);
        } catch (NoSuchFileException alreadyGone) {
            return;
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
