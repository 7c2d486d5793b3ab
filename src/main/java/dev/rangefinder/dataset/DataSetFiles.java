package dev.rangefinder.dataset;

import dev.rangefinder.dataset.format.Converted;
import dev.rangefinder.dataset.samples.CanonicalWriter;
import dev.rangefinder.shared.DataDirectory;
import dev.rangefinder.shared.files.Contents;
import dev.rangefinder.shared.files.WorkDirectory;
import java.io.IOException;
import java.nio.file.Path;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/** The directories of the data sets, one for each content, whole or not there. */
@Component
class DataSetFiles {

    private final Contents dataSets;
    private final WorkDirectory work;

    DataSetFiles(DataDirectory data, WorkDirectory work) throws IOException {
        this.dataSets = new Contents(data.resolve("datasets"), work);
        this.work = work;
    }

    Path directory(String contentHash) {
        return dataSets.directory(contentHash);
    }

    boolean exist(String contentHash) {
        return dataSets.exist(contentHash);
    }

    /** Writes samples and brings them to disk, apart from the finished data sets; leaves nothing if that fails. */
    IncomingDataSet write(Writing writing) throws IOException {
        Path directory = work.newDirectory();
        try (CanonicalWriter writer = new CanonicalWriter(directory)) {
            Converted written = writing.write(writer);
            String contentHash = writer.finish(written.layout());
            return new IncomingDataSet(directory, contentHash, written.layout(), written.description());
        } catch (IOException | RuntimeException exception) {
            FileSystemUtils.deleteRecursively(directory);
            throw exception;
        }
    }

    /** Puts the samples where trainers find them, unless they are there. */
    void install(IncomingDataSet incoming) {
        dataSets.install(incoming.directory(), incoming.contentHash());
    }

    Contents contents() {
        return dataSets;
    }

    /** Writes samples and says what they are. */
    @FunctionalInterface
    interface Writing {

        Converted write(CanonicalWriter writer) throws IOException;
    }
}
