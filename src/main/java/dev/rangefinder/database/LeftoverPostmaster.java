package dev.rangefinder.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL that outlived its server, which was killed. It must end before a new one can start on the same files.
 *
 * <p>Call only while holding the {@link DirectoryLock}: else it might be a living server's.
 */
final class LeftoverPostmaster {

    private static final Logger LOG = LoggerFactory.getLogger(LeftoverPostmaster.class);

    /** An orderly stop of a PostgreSQL without clients takes well under a second. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private LeftoverPostmaster() {}

    static void stop(Path clusterDirectory) throws IOException {
        Path pidFile = clusterDirectory.resolve("postmaster.pid");
        Optional<ProcessHandle> leftover = processNamedBy(pidFile, clusterDirectory);
        if (leftover.isEmpty()) {
            return;
        }
        LOG.info(
                "Stopping PostgreSQL process {}, left over from a server that was killed",
                leftover.get().pid());
        leftover.get().destroy();
        Instant deadline = Instant.now().plus(PATIENCE);
        while (Files.exists(pidFile) && Instant.now().isBefore(deadline)) {
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        if (Files.exists(pidFile)) {
            leftover.get().destroyForcibly();
        }
    }

    /** The process id in the file may have gone to another program since; its command line tells. */
    private static Optional<ProcessHandle> processNamedBy(Path pidFile, Path clusterDirectory) throws IOException {
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        String pid = Files.readString(pidFile).lines().findFirst().orElse("").strip();
        if (!pid.matches("[0-9]{1,18}")) {
            // a power cut can leave it empty, and PostgreSQL then refuses to start
            LOG.warn("{} names no process and is removed", pidFile);
            Files.delete(pidFile);
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(pid))
                .filter(process -> process.info()
                        .commandLine()
                        .filter(command -> command.contains(clusterDirectory.toString()))
                        .isPresent());
    }
}
