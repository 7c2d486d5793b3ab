package dev.rangefinder.model;

import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.model.spec.TorchScript.Reads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.springframework.util.FileSystemUtils;

/** A module that is checked and on disk, but not in the catalogue; what is not registered when it is closed is gone. */
public record IncomingModel(
        Path directory, String contentHash, Shape input, Reads reads, int classes, long parameters, long fileBytes)
        implements AutoCloseable {

    @Override
    public void close() {
        try {
            FileSystemUtils.deleteRecursively(directory);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }
}
