package dev.rangefinder.dataset;

import dev.rangefinder.dataset.format.file.Description;
import dev.rangefinder.dataset.samples.Layout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * Samples that are checked and on disk, but have no name yet; what is not registered when it is closed is gone.
 *
 * @param location where the samples lie, if they are read in place; then what is on disk here is their index, and what is
 *     gone
 */
public record IncomingDataSet(
        Path directory,
        String contentHash,
        Layout layout,
        Description description,
        @Nullable Path location) implements AutoCloseable {

    /** That it takes on disk. */
    long bytes() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    @Override
    public void close() {
        try {
            FileSystemUtils.deleteRecursively(directory);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }
}
