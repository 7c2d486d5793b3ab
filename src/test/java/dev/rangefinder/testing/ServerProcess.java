package dev.rangefinder.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A server in a process of its own, for tests that kill it. */
public final class ServerProcess implements AutoCloseable {

    private static final Path SHARED = Path.of("target", "test-data").toAbsolutePath();

    /** What a server unpacks into its data directory, half a gigabyte, and never changes. */
    private static final List<String> UNPACKED = List.of("engine", "programs");

    private final Process process;
    private final Path log;
    private final int port;

    private ServerProcess(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /** The setting of a data directory below this one, in which nothing is unpacked that all tests can share. */
    public static String dataIn(Path directory) {
        Path data = directory.resolve("data");
        try {
            Files.createDirectories(data);
            for (String name : UNPACKED) {
                if (!Files.exists(data.resolve(name))) {
                    Files.createSymbolicLink(data.resolve(name), Files.createDirectories(SHARED.resolve(name)));
                }
            }
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
        return "--rangefinder.data.directory=" + data;
    }

    /**
     * Starts it as it is told to; it is not ready yet.
     *
     * @param environment what it has there beside what this process has
     */
    public static ServerProcess start(Path logs, Map<String, String> environment, String... settings) {
        return start(logs, environment, ServerJvm.quickToStart(), List.of(settings));
    }

    /**
     * Starts it as it is told to; it is not ready yet.
     *
     * @param java more options for its JVM; a class path among them takes the place of this JVM's
     */
    public static ServerProcess start(Path logs, List<String> java, List<String> settings) {
        return start(logs, Map.of(), java, settings);
    }

    static ServerProcess start(Path logs, Map<String, String> environment, List<String> java, List<String> settings) {
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
            if (settings.stream().noneMatch(setting -> setting.startsWith("--rangefinder.lanes"))) {
                command.add("--rangefinder.lanes.local.start-ahead=false"); // as in config/application.yaml
            }
            command.addAll(settings);
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().putAll(environment);
            return new ServerProcess(builder.start(), log, port);
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
        Awaitility.await().atMost(Duration.ofMinutes(4)).until(this::isUp);
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

    /** What it has started of a program, directly or not. */
    public List<ProcessHandle> started(String program) {
        return process.descendants()
                .filter(descendant -> descendant.info().command().orElse("").endsWith("/" + program))
                .toList();
    }

    /** The exit code, once it has ended of itself. */
    public int ended() {
        Awaitility.await().atMost(Duration.ofMinutes(4)).until(() -> !process.isAlive());
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

    /** Ends it, and waits for what it has started, too: a trainer that unpacks the engine writes until it notices. */
    @Override
    public void close() {
        List<ProcessHandle> started = process.descendants().toList();
        process.destroy();
        ended();
        for (ProcessHandle child : started) {
            child.onExit().completeOnTimeout(child, 20, TimeUnit.SECONDS).join();
        }
    }
}
