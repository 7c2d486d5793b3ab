package dev.rangefinder.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The project's classes in an archive, since a JVM's cache of classes takes no directories. */
final class PackedClasses {

    private static final Path CLASSES = Path.of("target", "classes").toAbsolutePath();

    /** What is made of the classes, and must be made again when they change. */
    static final Path DIRECTORY = Path.of("target", "server-jvm").toAbsolutePath();

    /** In the environment of a JVM that fills a cache: of the options that tests are run with, those that name none. */
    static final Map<String, String> WHILE_FILLING = Map.of("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");

    private static final Path ARCHIVE = packed();

    private PackedClasses() {}

    /** The archive, and the libraries behind it. */
    static String classPath() {
        return Stream.concat(
                        Stream.of(ARCHIVE.toString()),
                        Arrays.stream(System.getProperty("java.class.path").split(":"))
                                .filter(entry -> entry.endsWith(".jar") && !entry.equals(ARCHIVE.toString())))
                .collect(Collectors.joining(":"));
    }

    /** Likewise, and behind that what else this JVM has, which a cache minds there no longer. */
    static String classPathOfTests() {
        Stream<String> tests = Arrays.stream(
                        System.getProperty("java.class.path").split(":"))
                .filter(entry -> !entry.endsWith(".jar"))
                .filter(entry -> !Path.of(entry).toAbsolutePath().equals(CLASSES));
        return Stream.concat(Stream.of(classPath()), tests).collect(Collectors.joining(":"));
    }

    /** Whether a file was made of the classes as they are. */
    static boolean isOlderThan(Path file) {
        return Files.exists(file) && changedAt(file).compareTo(changedAt(ARCHIVE)) > 0;
    }

    /** Packed again when one of them is newer. */
    private static Path packed() {
        Path archive = DIRECTORY.resolve("classes.jar");
        try (Stream<Path> classes = Files.walk(CLASSES)) {
            Files.createDirectories(DIRECTORY);
            FileTime newest = classes.map(PackedClasses::changedAt)
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            if (!Files.exists(archive) || changedAt(archive).compareTo(newest) <= 0) {
                pack(archive);
            }
            return archive;
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private static FileTime changedAt(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private static void pack(Path archive) {
        int status = ToolProvider.findFirst("jar")
                .orElseThrow()
                .run(System.out, System.err, "--create", "--file", archive.toString(), "-C", CLASSES.toString(), ".");
        if (status != 0) {
            throw new IllegalStateException("jar ended with " + status);
        }
    }
}
