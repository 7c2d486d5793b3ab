package dev.rangefinder.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A PostgreSQL server in a data directory: durable, on loopback only, ended with this process. */
final class EmbeddedDatabase implements AutoCloseable {

    static final String USER = "postgres";

    /** Recovery after a power cut reads the write-ahead log: up to a gigabyte on a slow disk. */
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final DirectoryLock lock;
    private final EmbeddedPostgres server;

    private EmbeddedDatabase(DirectoryLock lock, EmbeddedPostgres server) {
        this.lock = lock;
        this.server = server;
    }

    /**
     * Starts the server, with recovery where the last one was killed.
     *
     * @throws DirectoryInUseException if another server uses the directory
     */
    static EmbeddedDatabase start(Path dataDirectory) {
        try {
            Files.createDirectories(dataDirectory);
            return startLocked(DirectoryLock.take(dataDirectory), dataDirectory);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private static EmbeddedDatabase startLocked(DirectoryLock lock, Path dataDirectory) throws IOException {
        try {
            Path cluster = dataDirectory.resolve("postgres");
            LeftoverPostmaster.stop(cluster);
            return new EmbeddedDatabase(lock, startIn(cluster, dataDirectory.resolve("programs")));
        } catch (IOException | RuntimeException exception) {
            lock.close();
            throw exception;
        }
    }

    /** The library is made for tests, which need no durability; here committed means on disk. */
    private static EmbeddedPostgres startIn(Path cluster, Path programs) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(cluster)
                .setOverrideWorkingDirectory(programs.toFile())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(START_LIMIT)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .start();
    }

    String jdbcUrl() {
        return server.getJdbcUrl(USER, "postgres");
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            server.close();
        }
    }
}
