package dev.rangefinder.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.testing.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/**
 * A durable PostgreSQL on a port and a directory that it keeps, so that it can be stopped and started under its
 * servers.
 */
final class RestartablePostgres implements AutoCloseable {

    private static final String SETTINGS =
            "-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200";

    private final Path cluster;
    private final Path programs;
    private final int port;

    private RestartablePostgres(Path cluster, Path programs, int port) {
        this.cluster = cluster;
        this.programs = programs;
        this.port = port;
    }

    /** How it is stopped. */
    enum Mode {
        /** Clients are cut off, and what they had begun is rolled back. */
        FAST,
        /** As if it had crashed: the next start recovers from the write-ahead log. */
        IMMEDIATE
    }

    /** Makes a cluster in the directory and starts it. */
    static RestartablePostgres start(Path directory) {
        LoggingSystem logging = LoggingSystem.get(RestartablePostgres.class.getClassLoader());
        logging.setLogLevel("io.zonky", LogLevel.WARN);
        logging.setLogLevel("org.springframework", LogLevel.WARN);
        try {
            Path cluster = directory.resolve("postgres");
            EmbeddedPostgres first = EmbeddedPostgres.builder()
                    .setDataDirectory(cluster)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(Duration.ofMinutes(2))
                    .start();
            Path programs = programs(cluster);
            first.close();
            RestartablePostgres postgres = new RestartablePostgres(cluster, programs, freePort());
            postgres.start();
            Runtime.getRuntime().addShutdownHook(new Thread(postgres::endIfRunning));
            return postgres;
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    /**
     * Where the running server's program lies: they are unpacked once in a process, wherever its first user wanted
     * them.
     */
    private static Path programs(Path cluster) throws IOException {
        String pid = Files.readAllLines(cluster.resolve("postmaster.pid")).getFirst();
        return ProcessHandle.of(Long.parseLong(pid.strip()))
                .flatMap(server -> server.info().command())
                .map(command -> Path.of(command).getParent())
                .orElseThrow();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    TestDatabase.Location location(String database) {
        return new TestDatabase.Location(
                "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database), "postgres", "postgres");
    }

    void start() {
        control(
                "-w",
                "-t",
                "120",
                "-l",
                cluster.resolve("server.log").toString(),
                "-o",
                SETTINGS.formatted(port),
                "start");
    }

    void stop(Mode mode) {
        control("-w", "-m", mode.name().toLowerCase(Locale.ROOT), "stop");
    }

    /** PostgreSQL refuses to be root, hence a user name space where this process is. */
    private void control(String... arguments) {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(List.of(programs.resolve("pg_ctl").toString(), "-D", cluster.toString()));
        command.addAll(List.of(arguments));
        Path said = cluster.resolve("pg_ctl.log");
        try {
            int status = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start()
                    .waitFor();
            assertThat(status).as("%s: %s", command, Files.readString(said)).isZero();
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(exception);
        }
    }

    /** For the campaign after one that failed while it was stopped. */
    void startIfStopped() {
        if (!isRunning()) {
            start();
        }
    }

    private void endIfRunning() {
        if (isRunning()) {
            stop(Mode.IMMEDIATE);
        }
    }

    private boolean isRunning() {
        return Files.exists(cluster.resolve("postmaster.pid"));
    }

    @Override
    public void close() {
        endIfRunning();
    }
}
