package dev.rangefinder.database;

import dev.rangefinder.shared.PrivateFiles;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * A PostgreSQL server in a data directory: durable, on loopback only, for this server's user alone, ended with this
 * process.
 */
final class EmbeddedDatabase implements AutoCloseable {

    static final String USER = "postgres";

    /**
     * Where the driver looks for a password that it was not given: the library knows of none when it asks whether its
     * server is up.
     */
    private static final String PASSWORD_FILE = "org.postgresql.pgpassfile";

    /** Recovery after a power cut reads the write-ahead log: up to a gigabyte on a slow disk. */
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final DirectoryLock lock;
    private final EmbeddedPostgres server;
    private final DatabasePassword password;

    private EmbeddedDatabase(DirectoryLock lock, EmbeddedPostgres server, DatabasePassword password) {
        this.lock = lock;
        this.server = server;
        this.password = password;
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
            Path programs = dataDirectory.resolve("programs");
            Path passwordFile = dataDirectory.resolve("pgpass");
            LeftoverPostmaster.stop(cluster);
            DatabasePassword password = DatabasePassword.keptIn(passwordFile);
            System.setProperty(PASSWORD_FILE, passwordFile.toString());
            AccessRules rules = new AccessRules(cluster);
            if (rules.exist() && (password.isNew() || rules.trust())) {
                bringOver(rules, cluster, programs, password);
            }
            EmbeddedPostgres server = startIn(cluster, programs, password);
            PrivateFiles.keepIn(dataDirectory, "programs");
            return new EmbeddedDatabase(lock, server, password);
        } catch (IOException | RuntimeException exception) {
            lock.close();
            throw exception;
        }
    }

    /**
     * A directory of a version that asked for nothing, or whose password was lost: the owner of the files may set
     * another.
     */
    private static void bringOver(AccessRules rules, Path cluster, Path programs, DatabasePassword password)
            throws IOException {
        rules.trustThisMachine();
        try (EmbeddedPostgres open = startIn(cluster, programs, password);
                Connection connection = open.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            // of letters, digits, - and _ alone
            statement.execute("alter role %s password '%s'".formatted(USER, password.text()));
        } catch (SQLException exception) {
            throw new IOException("the embedded database takes no password", exception);
        }
        rules.askForPassword();
    }

    /** The library is made for tests, which need no durability; here committed means on disk. */
    private static EmbeddedPostgres startIn(Path cluster, Path programs, DatabasePassword password) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(cluster)
                .setOverrideWorkingDirectory(programs.toFile())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(START_LIMIT)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on");
        if (new AccessRules(cluster).exist()) {
            return builder.start();
        }
        Path forInitdb = Files.createTempFile(cluster.toAbsolutePath().getParent(), "initdb", null);
        try {
            Files.writeString(forInitdb, password.text());
            // what the library calls the locale are options of initdb
            return builder.setLocaleConfig("auth", AccessRules.METHOD)
                    .setLocaleConfig("pwfile", forInitdb.toString())
                    .start();
        } finally {
            Files.deleteIfExists(forInitdb);
        }
    }

    String password() {
        return password.text();
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
