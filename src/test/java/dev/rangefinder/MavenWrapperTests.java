package dev.rangefinder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.testing.ProgramResult;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mvnw} where it has what it needs, and where it has not, in a folder with a space in its name. */
class MavenWrapperTests {

    /** Newer than any JDK of this machine. */
    private static final int WANTED = 99;

    private static final List<String> PROGRAMS = List.of(
            "sh",
            "sed",
            "env",
            "dirname",
            "sort",
            "head",
            "cut",
            "mktemp",
            "cat",
            "readlink",
            "mkdir",
            "rm",
            "mv",
            "uname");

    @TempDir
    private Path directory;

    private Path wrapper;
    private Path programs;
    private Path home;

    @BeforeEach
    void copyIt() throws IOException {
        Path project = Files.createDirectories(directory.resolve("a project"));
        wrapper = Files.writeString(
                project.resolve("mvnw"),
                Files.readString(Path.of("mvnw")).replaceFirst("\njdk=\\d+\n", "\njdk=" + WANTED + "\n"));
        home = Files.createDirectories(directory.resolve("a home"));
        programs = Files.createDirectories(directory.resolve("bin"));
        for (String program : PROGRAMS) {
            program(programs.resolve(program), "exec %s \"$@\"".formatted(onPath(program)));
        }
    }

    private static Path onPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    private static void program(Path file, String script) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + script);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private ProgramResult run(String... arguments) throws IOException, InterruptedException {
        List<String> command = Stream.concat(Stream.of("/bin/sh", wrapper.toString()), Stream.of(arguments))
                .toList();
        Map<String, String> environment = Map.of(
                "PATH", programs.toString(), "HOME", home.toString(), "JAVA_HOME", "", "CDPATH", directory.toString());
        return ProgramResult.of(command, Path.of("/"), environment, Duration.ofMinutes(4));
    }

    @Test
    void withoutAJdkThatIsRecentEnoughItSaysHowToGetOneAndFetchesNothing() throws IOException, InterruptedException {
        ProgramResult result = run("verify");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output())
                .startsWith("mvnw: a JDK of 99 or newer is needed")
                .contains("apt install openjdk-99-jdk", "brew install openjdk@99", "sdk install java 99", "JAVA_HOME")
                .hasLineCount(1);
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void aJdkThatItFindsIsHandedToMaven() throws IOException, InterruptedException {
        Path jdk = home.resolve(".sdkman/candidates/java/99.0.1-tem");
        program(jdk.resolve("bin/javac"), "echo javac 99.0.1");
        program(programs.resolve("mvn"), """
                [ "$1" = --version ] && { echo "Apache Maven 3.9.11"; exit; }
                echo "java $JAVA_HOME"
                echo "toolchain $JAVA99_HOME"
                for argument in "$@"; do echo "argument $argument"; done
                """);
        assertThat(run("-Dsaid=two words", "verify").succeeded().output())
                .isEqualToIgnoringNewLines(
                        "java %s\ntoolchain %s\nargument -f\nargument %s\nargument -Dsaid=two words\nargument verify\n"
                                .formatted(jdk, jdk, wrapper.resolveSibling("pom.xml")));
    }

    @Test
    void withoutAMavenAndWithoutAnythingThatFetchesOneItSaysSo() throws IOException, InterruptedException {
        program(home.resolve(".sdkman/candidates/java/99.0.1-tem/bin/javac"), "echo javac 99.0.1");
        ProgramResult result = run("verify");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output()).contains("curl or wget is needed");
    }
}
