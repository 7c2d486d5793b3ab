package dev.rangefinder.trainer.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathTests {

    @TempDir
    private Path directory;

    private Path jar(String classPath) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (!classPath.isEmpty()) {
            manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
        }
        Path jar = directory.resolve("rangefinder.jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar;
    }

    @Test
    void theJarOfAContainersImageNamesItsLibraries() throws IOException {
        Path jar = jar("lib/api-0.36.0.jar lib/a%20b.jar");
        assertThat(ClassPath.files(jar.toString()))
                .containsExactly(jar, directory.resolve("lib/api-0.36.0.jar"), directory.resolve("lib/a b.jar"));
    }

    @Test
    void aJarWithoutLibrariesIsAlone() throws IOException {
        Path jar = jar("");
        assertThat(ClassPath.files(jar.toString())).containsExactly(jar);
    }

    @Test
    void aLongerClassPathNamesAllItself() throws IOException {
        assertThat(ClassPath.files("target/classes::" + jar("lib/a.jar")))
                .containsExactly(Path.of("target/classes"), directory.resolve("rangefinder.jar"));
    }
}
