package dev.rangefinder.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The JVM of servers that are started by the dozen. */
public final class ServerJvm {

    private static final Path CLASSES = Path.of("target", "classes").toAbsolutePath();

    /** The optimizing compiler would only hold them up. */
    private static final List<String> PLAIN =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m", "--enable-native-access=ALL-UNNAMED");

    /** What of the cache does not fit is only loaded as if there were none, which is no news. */
    private static final String WITHOUT_A_WORD = "-Xlog:aot*=off";

    /** A server that fills the cache writes it at its end, which takes longer than its start. */
    private static final long MOST_MINUTES_TO_FILL = 8;

    private ServerJvm() {}

    /**
     * Its options, the class path among them: those of one that is quick to start, by a cache of classes that a first
     * start has filled.
     */
    public static List<String> quickToStart() {
        return Filled.OPTIONS;
    }

    /** Made when it is asked for first, and kept for as long as the classes stay as they are. */
    private static final class Filled {

        static final List<String> OPTIONS = options();

        private static List<String> options() {
            try {
                Path directory =
                        Files.createDirectories(Path.of("target", "server-jvm").toAbsolutePath());
                Path archive = directory.resolve("classes.jar");
                Path cache = directory.resolve("server.aot");
                List<String> options = new ArrayList<>(PLAIN);
                options.addAll(List.of("-cp", classPath(archive)));
                if (!isNewerThanTheClasses(cache)) {
                    Files.deleteIfExists(cache);
                    pack(archive);
                    fill(cache, options, directory);
                }
                options.addAll(List.of("-XX:AOTCache=" + cache, WITHOUT_A_WORD));
                return List.copyOf(options);
            } catch (IOException exception) {
                throw new UncheckedIOException(exception);
            }
        }

        private static boolean isNewerThanTheClasses(Path cache) throws IOException {
            if (!Files.exists(cache)) {
                return false;
            }
            try (Stream<Path> classes = Files.walk(CLASSES)) {
                FileTime newest = classes.map(Filled::changedAt)
                        .max(Comparator.naturalOrder())
                        .orElseThrow();
                return changedAt(cache).compareTo(newest) > 0;
            }
        }

        private static FileTime changedAt(Path file) {
            try {
                return Files.getLastModifiedTime(file);
            } catch (IOException exception) {
                throw new UncheckedIOException(exception);
            }
        }

        /** The cache takes no directories, hence the classes in an archive. */
        private static String classPath(Path archive) {
            return Stream.concat(
                            Stream.of(archive.toString()),
                            Arrays.stream(System.getProperty("java.class.path").split(":"))
                                    .filter(entry -> entry.endsWith(".jar")))
                    .collect(Collectors.joining(":"));
        }

        private static void pack(Path archive) {
            int status = ToolProvider.findFirst("jar")
                    .orElseThrow()
                    .run(
                            System.out,
                            System.err,
                            "--create",
                            "--file",
                            archive.toString(),
                            "-C",
                            CLASSES.toString(),
                            ".");
            if (status != 0) {
                throw new IllegalStateException("jar ended with " + status);
            }
        }

        private static void fill(Path cache, List<String> options, Path directory) {
            List<String> filling = new ArrayList<>(options);
            filling.add("-XX:AOTCacheOutput=" + cache);
            List<String> settings = new ArrayList<>(List.of(ServerProcess.dataIn(directory)));
            TestDatabase.fresh().properties().forEach((name, value) -> settings.add("--%s=%s".formatted(name, value)));
            try (ServerProcess server = ServerProcess.start(directory, filling, settings)) {
                server.ready();
                server.stop();
                server.handle()
                        .onExit()
                        .orTimeout(MOST_MINUTES_TO_FILL, TimeUnit.MINUTES)
                        .join();
            }
        }
    }
}
