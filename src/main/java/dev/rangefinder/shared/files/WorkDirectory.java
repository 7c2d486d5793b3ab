package dev.rangefinder.shared.files;

import dev.rangefinder.shared.DataDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/**
 * Where this server keeps what is not finished: in the data directory, so that finishing is a move, and apart from that
 * of other servers. Each holds a lock on its own for as long as it lives; what a killed one left is removed by any
 * other, at its start and later.
 */
@Component
public class WorkDirectory implements AutoCloseable {

    private static final String STARTING = "starting";

    private static final String LOCK_SUFFIX = ".lock";

    private final Path directory;
    private final Path lockFile;
    private final FileChannel lock;

    WorkDirectory(DataDirectory data) throws IOException {
        Path parent = Files.createDirectories(data.resolve("tmp"));
        String name = UUID.randomUUID().toString();
        directory = parent.resolve(name);
        lockFile = parent.resolve(name + LOCK_SUFFIX);
        try (FileChannel starting = open(parent.resolve(STARTING))) {
            starting.lock(); // one server at a time starts or looks around, until the channel is closed
            lock = open(lockFile);
            lock.lock();
            Files.createDirectory(directory);
        }
        removeAbandoned();
    }

    public Path newDirectory() throws IOException {
        return Files.createDirectory(newPath());
    }

    /** A path that does not exist. */
    public Path newPath() {
        return directory.resolve(UUID.randomUUID().toString());
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            FileSystemUtils.deleteRecursively(directory);
            Files.deleteIfExists(lockFile);
        }
    }

    /** Removes what killed servers have left, and says how many those were. */
    int removeAbandoned() throws IOException {
        try (FileChannel starting = open(directory.resolveSibling(STARTING));
                Stream<Path> files = Files.list(directory.getParent())) {
            starting.lock();
            List<Path> others = files.filter(file -> file.toString().endsWith(LOCK_SUFFIX))
                    .filter(file -> !file.getFileName().equals(lockFile.getFileName())) // closing it would unlock it
                    .toList();
            return (int)
                    others.stream().filter(WorkDirectory::removeIfAbandoned).count();
        }
    }

    private static boolean removeIfAbandoned(Path lockFile) {
        String name = lockFile.getFileName().toString();
        Path directory = lockFile.resolveSibling(name.substring(0, name.length() - LOCK_SUFFIX.length()));
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE)) {
            if (tryLock(channel) == null) {
                return false;
            }
            FileSystemUtils.deleteRecursively(directory);
            return Files.deleteIfExists(lockFile);
        } catch (NoSuchFileException endedMeanwhile) {
            return false;
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }
}
