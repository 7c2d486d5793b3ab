package dev.rangefinder.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
}
