package dev.rangefinder.dataset;

import dev.rangefinder.dataset.format.CanonicalWriter;
import dev.rangefinder.dataset.format.Layout;
import dev.rangefinder.shared.DataDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/** The directories of the data sets, one for each content, whole or not there. */
@Component
class DataSetFiles {

    private final Path dataSets;
    private final WorkDirectory work;

    DataSetFiles(DataDirectory data, WorkDirectory work) throws IOException {
        this.dataSets = Files.createDirectories(data.resolve("datasets"));
        this.work = work;
    }

    Path directory(String contentHash) {
        return dataSets.resolve(contentHash);
    }

    boolean exist(String contentHash) {
        return Files.isDirectory(directory(contentHash));
    }

    /** Writes samples and brings them to disk, apart from the finished data sets; leaves nothing if that fails. */
    Incoming write(Writing writing) throws IOException {
        Path directory = work.newDirectory();
        try (CanonicalWriter writer = new CanonicalWriter(directory)) {
            Layout layout = writing.write(writer);
            return new Incoming(directory, writer.finish(layout), layout);
        } catch (IOException | RuntimeException exception) {
            FileSystemUtils.deleteRecursively(directory);
            throw exception;
        }
    }

    /** Puts the samples where trainers find them, unless they are there. */
    void install(Incoming incoming) {
        if (exist(incoming.contentHash())) {
            return;
        }
        try {
            sync(incoming.directory());
            Files.move(incoming.directory(), directory(incoming.contentHash()), StandardCopyOption.ATOMIC_MOVE);
            sync(dataSets);
        } catch (IOException exception) {
            if (!exist(incoming.contentHash())) {
                throw new UncheckedIOException(exception);
            }
        }
    }

    /** Removes the samples at once; a reader that has them open is not disturbed. */
    void remove(String contentHash) {
        if (!exist(contentHash)) {
            return;
        }
        try {
            Path removed = work.newPath();
            Files.move(directory(contentHash), removed, StandardCopyOption.ATOMIC_MOVE);
            FileSystemUtils.deleteRecursively(removed);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    /** A file's name outlives a power cut only when its directory was brought to disk too. */
    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Writes samples and says what they are. */
    @FunctionalInterface
    interface Writing {

        Layout write(CanonicalWriter writer) throws IOException;
    }
}
