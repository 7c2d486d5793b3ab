package dev.rangefinder.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class WritableDataDirectoryTests {

    @TempDir
    private Path directory;

    private static void checked(Path data) {
        new WritableDataDirectory().postProcessAfterInitialization(new DataDirectory(data), "data");
    }

    @Test
    void isMadeWhereItIsMissingAndLeftAsItWas() {
        Path data = directory.resolve("a/b");
        checked(data);
        assertThat(data).isEmptyDirectory();
    }

    /** What is not the service's own is left as it is: a directory may be used for more. */
    @Test
    void othersOfTheMachineAreKeptOut() throws Exception {
        Path program = directory.resolve("data/programs/bin/program");
        Path foreign = directory.resolve("data/photographs");
        Files.createDirectories(program.getParent());
        Files.createFile(program);
        Files.createSymbolicLink(program.resolveSibling("link"), Files.createFile(directory.resolve("elsewhere")));
        Files.createDirectory(foreign);
        for (Path open : List.of(program, program.getParent(), foreign, directory.resolve("elsewhere"))) {
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        checked(directory.resolve("data"));
        for (Path kept : List.of(directory.resolve("data"), program, program.getParent())) {
            assertThat(Files.getPosixFilePermissions(kept)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        }
        for (Path left : List.of(foreign, directory.resolve("elsewhere"))) {
            assertThat(Files.getPosixFilePermissions(left)).isEqualTo(PosixFilePermissions.fromString("rwxrwxrwx"));
        }
    }

    @Test
    void aDirectoryThatCannotBeMadeIsNamedWithWhatIsInTheWay() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> checked(file))
                .isInstanceOf(UnwritableDirectoryException.class)
                .hasMessageContaining(file + " cannot be written to by the user " + System.getProperty("user.name"))
                .hasMessageContaining("is no directory");
        assertThatThrownBy(() -> checked(file.resolve("data"))).hasMessageContaining("cannot be made");
    }

    /** Even the superuser makes no files there. */
    @Test
    void aDirectoryInWhichNoFileCanBeMadeIsNamedWithItsOwner() {
        Path kernel = Path.of("/proc/self");
        assertThatThrownBy(() -> checked(kernel))
                .isInstanceOf(UnwritableDirectoryException.class)
                .hasMessageContaining(kernel + " cannot be written to")
                .hasMessageContaining("it belongs to ");
    }

    /** bench/containers starts a server on a file system of 100 MB. */
    @Test
    void oneWithoutRoomSaysHowMuchIsNeeded() throws Exception {
        assertThatThrownBy(() -> WritableDataDirectory.requireRoom(directory, DataSize.ofMegabytes(639)))
                .isInstanceOf(FullDirectoryException.class)
                .hasMessage("The data directory %s has 639 MB of free space, and 640 MB are needed.", directory)
                .satisfies(full -> assertThat(new FullDirectoryException.Analyzer()
                                .analyze(full)
                                .getAction())
                        .contains("Make room", "engine (400 MB)"));
        WritableDataDirectory.requireRoom(directory, DataSize.ofMegabytes(640));
        Files.createDirectory(directory.resolve("engine"));
        WritableDataDirectory.requireRoom(directory, DataSize.ofMegabytes(64));
        assertThatThrownBy(() -> WritableDataDirectory.requireRoom(directory, DataSize.ofMegabytes(63)))
                .hasMessageContaining("64 MB are needed");
    }
}
