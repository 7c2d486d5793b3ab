package dev.rangefinder.lane.catalogue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the servers of one machine from sharing a GPU, whatever their databases and data directories: a file in the
 * machine's temporary directory is locked for each. The operating system lets go of it when the process dies.
 */
public final class HostLocks implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HostLocks.class);

    private final Path directory;
    private final List<FileChannel> held = new ArrayList<>();

    public HostLocks(Path directory) {
        this.directory = directory;
    }

    /** Takes a name for this process; false if another, or another lane of this one, has it. */
    public boolean take(String name) {
        try {
            FileChannel channel = FileChannel.open(
                    directory.resolve("rangefinder-" + name + ".lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            if (lock(channel)) {
                held.add(channel);
                return true;
            }
            channel.close();
        } catch (IOException notOurs) {
            LOG.warn("{} cannot be locked and is left alone: {}", name, notOurs.toString());
        }
        return false;
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    @Override
    public void close() {
        for (FileChannel channel : held) {
            try {
                channel.close();
            } catch (IOException exception) {
                LOG.warn("A lock is not let go of: {}", exception.toString());
            }
        }
        held.clear();
    }
}
