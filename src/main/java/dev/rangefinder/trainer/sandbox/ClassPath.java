package dev.rangefinder.trainer.sandbox;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** The files that a program is made of. */
final class ClassPath {

    private ClassPath() {}

    /**
     * Those that a class path names, and, if that is a single jar as in a container's image, those that its manifest does.
     *
     * @param classPath as {@code java.class.path} has it
     */
    static List<Path> files(String classPath) throws IOException {
        List<Path> named = Arrays.stream(classPath.split(":", -1))
                .filter(entry -> !entry.isEmpty())
                .map(Path::of)
                .toList();
        if (named.size() != 1 || !Files.isRegularFile(named.getFirst())) {
            return named;
        }
        return Stream.concat(named.stream(), namedByManifest(named.getFirst())).toList();
    }

    /** Relative to the jar, as the specification of jars says. */
    private static Stream<Path> namedByManifest(Path jar) throws IOException {
        try (JarFile opened = new JarFile(jar.toFile())) {
            Manifest manifest = opened.getManifest();
            String classPath =
                    manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            if (classPath == null) {
                return Stream.empty();
            }
            URI base = jar.toAbsolutePath().toUri();
            return Arrays.stream(classPath.split(" ", -1))
                    .filter(entry -> !entry.isEmpty())
                    .map(entry -> Path.of(base.resolve(entry)));
        }
    }
}
