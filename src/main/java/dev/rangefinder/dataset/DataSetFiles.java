package dev.rangefinder.dataset;

import dev.rangefinder.dataset.format.file.Converted;
import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.located.LocatedData;
import dev.rangefinder.dataset.located.LocatedFormat;
import dev.rangefinder.dataset.samples.Allowance;
import dev.rangefinder.dataset.samples.CanonicalWriter;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.shared.DataDirectory;
import dev.rangefinder.shared.files.Contents;
import dev.rangefinder.shared.files.WorkDirectory;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
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

    boolean areWhole(String contentHash, Layout layout) {
        return dataSets.isWhole(contentHash, hashing(layout, null));
    }

    void requireWhole(DataSet dataSet) {
        dataSets.requireWhole(
                dataSet.contentHash(),
                "The data set " + dataSet.name(),
                hashing(dataSet.layout(), dataSet.location().orElse(null)));
    }

    private static Contents.Hashing hashing(Layout layout, @Nullable Path location) {
        return directory -> location == null
                ? new StoredData(directory, layout).contentHash()
                : LocatedData.contentHash(directory, layout);
    }

    /** Writes samples and brings them to disk, apart from the finished data sets; leaves nothing if that fails. */
    IncomingDataSet write(Allowance allowance, Writing writing) throws IOException {
        Path directory = work.newDirectory();
        try (CanonicalWriter writer = new CanonicalWriter(directory, allowance)) {
            Converted written = writing.write(writer);
            String contentHash = writer.finish(written.layout());
            return new IncomingDataSet(directory, contentHash, written.layout(), written.description(), null);
        } catch (IOException | RuntimeException exception) {
            FileSystemUtils.deleteRecursively(directory);
            throw exception;
        }
    }

    /** Writes the index of samples that stay where they are, likewise. */
    IncomingDataSet index(Path location, LocatedFormat format, SizeLimits limits) throws IOException {
        Path directory = work.newDirectory();
        try {
            LocatedData.Indexed indexed = LocatedData.index(directory, location, format, limits);
            Converted found = indexed.converted();
            return new IncomingDataSet(directory, indexed.contentHash(), found.layout(), found.description(), location);
        } catch (IOException | RuntimeException exception) {
            FileSystemUtils.deleteRecursively(directory);
            throw exception;
        }
    }

    /** Reads the same samples, if they are there, so that {@link #install}, under a lock, has no need to. */
    void readPresent(IncomingDataSet incoming) {
        dataSets.readPresent(incoming.contentHash(), hashing(incoming));
    }

    /** Puts the samples where trainers find them, unless they are there; in the place of the same that are damaged. */
    void install(IncomingDataSet incoming) {
        dataSets.install(incoming.directory(), incoming.contentHash(), hashing(incoming));
    }

    private static Contents.Hashing hashing(IncomingDataSet incoming) {
        return hashing(incoming.layout(), incoming.location());
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
