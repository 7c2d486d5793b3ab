package dev.rangefinder.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** A server in a process of its own, with an embedded PostgreSQL in its data directory, for tests that kill it. */
public final class ServerProcess implements AutoCloseable {

    private final Process process;
    private final Path log;
    private final int port;

    private ServerProcess(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /** Starts it; it is not ready yet. */
    public static ServerProcess start(Path data) {
        return start(data, List.of(), List.of("--rangefinder.data.directory=" + data.resolve("data")));
    }

    /**
     * Starts it; it is not ready yet.
     *
     * @param logs where its log goes, into a file of its own
     * @param java more options for its JVM; a class path among them takes the place of this JVM's
     * @param settings its settings, as arguments
     */
    public static ServerProcess start(Path logs, List<String> java, List<String> settings) {
        try {
            int port = freePort();
            Path log = Files.createTempFile(logs, "server", ".log");
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path")));
            command.addAll(java);
            command.addAll(List.of(
                    "dev.rangefinder.RangefinderApplication",
                    "--server.port=" + port,
                    "--rangefinder.sample.enabled=false"));
            command.addAll(settings);
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return new ServerProcess(process, log, port);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Waits until it answers. */
    public Api ready() {
        Awaitility.await().atMost(Duration.ofSeconds(90)).until(this::isUp);
        return new Api(port);
    }

    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    /** Whether it has said that it is up; it may have died since. */
    public boolean isUp() {
        return log().contains("Started RangefinderApplication");
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public int port() {
        return port;
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    public List<ProcessHandle> trainers() {
        return Trainers.of(process.toHandle());
    }

    /** The exit code, once it has ended of itself. */
    public int ended() {
        Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> !process.isAlive());
        return process.exitValue();
    }

    /** Tells it to stop, as SIGTERM does; it is not ended yet. */
    public void stop() {
        process.destroy();
    }

    /** Kills it as {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly();
        ended();
    }

    @Override
    public void close() {
        process.destroy();
        ended();
    }
}
