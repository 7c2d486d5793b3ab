package dev.rangefinder.dataset;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rangefinder.dataset.located.ChangedFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class RootsTests {

    @TempDir
    private Path temporary;

    @Test
    void whatLiesBelowNoRootAnyMoreMayNotBeRead() throws IOException {
        Path root = Files.createDirectory(temporary.toRealPath().resolve("root"));
        Path location = Files.createDirectory(root.resolve("speech"));
        assertThatCode(() -> roots(root).requireAllowed(location)).doesNotThrowAnyException();
        assertRefused(roots(), location);
        assertRefused(roots(Files.createDirectory(temporary.resolve("another"))), location);
        assertRefused(roots(root), Path.of(root + "-beside", "speech"));
    }

    private static void assertRefused(Roots roots, Path location) {
        assertThatExceptionOfType(ChangedFileException.class).isThrownBy(() -> roots.requireAllowed(location));
    }

    private static Roots roots(Path... roots) {
        return new Roots(new DataSetSettings(
                DataSize.ofGigabytes(1), DataSize.ofGigabytes(4), DataSize.ofGigabytes(20), 1000, List.of(roots)));
    }
}
