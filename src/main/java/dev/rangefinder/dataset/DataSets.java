package dev.rangefinder.dataset;

import dev.rangefinder.dataset.format.Format;
import dev.rangefinder.dataset.format.file.Description;
import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.format.file.Source;
import dev.rangefinder.dataset.located.CheckPass;
import dev.rangefinder.dataset.located.LocatedFormat;
import dev.rangefinder.dataset.located.LocatedSamples;
import dev.rangefinder.dataset.samples.Allowance;
import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.dataset.samples.StoredSamples;
import dev.rangefinder.quota.StorageQuota;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** Finds data sets, takes new ones in, deletes them. */
@Service
public class DataSets {

    private final DataSetRepository dataSets;
    private final DataSetFiles files;
    private final UnnamedContents unnamed;
    private final Roots located;
    private final DataSetSettings settings;
    private final StorageQuota quota;
    private final TransactionTemplate transaction;
    private final Clock clock;

    DataSets(
            DataSetRepository dataSets,
            DataSetFiles files,
            UnnamedContents unnamed,
            Roots located,
            DataSetSettings settings,
            StorageQuota quota,
            TransactionTemplate transaction,
            Clock clock) {
        this.dataSets = dataSets;
        this.files = files;
        this.unnamed = unnamed;
        this.located = located;
        this.settings = settings;
        this.quota = quota;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * Finds by name, to be trained on, and keeps the data set from being deleted until the caller's transaction, if any,
     * is over.
     *
     * @throws DataSetUncheckedException if it is not checked to its end, without a problem
     */
    @Transactional
    public Optional<DataSet> named(String name) {
        Optional<DataSet> found = dataSets.lockNamed(name);
        found.filter(dataSet -> dataSet.state() != DataSetState.READY).ifPresent(unchecked -> {
            throw new DataSetUncheckedException(unchecked);
        });
        return found;
    }

    @Transactional(readOnly = true)
    public Optional<DataSet> find(UUID id) {
        return dataSets.findById(id);
    }

    /** The newest first, or those older than one of them. */
    @Transactional(readOnly = true)
    public List<DataSet> newest(@Nullable UUID before, int count) {
        return before == null
                ? dataSets.findAllByOrderByIdDesc(Limit.of(count))
                : dataSets.findByIdLessThanOrderByIdDesc(before, Limit.of(count));
    }

    /** What became of an upload; of others, how many samples each class has. */
    public Description description(DataSet dataSet) throws IOException {
        Optional<Description> kept = dataSet.description();
        return kept.isPresent() ? kept.get() : counted(dataSet);
    }

    private Description counted(DataSet dataSet) throws IOException {
        StoredData data = new StoredData(files.directory(dataSet.contentHash()), dataSet.layout());
        try (StoredSamples train = StoredSamples.training(data);
                StoredSamples test = StoredSamples.test(data)) {
            return Description.ofNumbers(
                    Description.Split.ofParts(), data.layout().classes(), train.labelCounts(), test.labelCounts());
        }
    }

    /** The samples for training of a data set, or those for testing; to be closed. */
    public StoredSamples samples(DataSet dataSet, SampleSplit split) throws IOException {
        StoredData data = data(dataSet);
        if (data.location() != null) {
            located.requireAllowed(data.location());
            return switch (split) {
                case TRAIN -> LocatedSamples.trainingShown(data);
                case TEST -> LocatedSamples.testShown(data);
            };
        }
        return switch (split) {
            case TRAIN -> StoredSamples.training(data);
            case TEST -> StoredSamples.test(data);
        };
    }

    /** A part of a data set. */
    public enum SampleSplit {
        TRAIN,
        TEST
    }

    /**
     * Where the samples are, which are what was received, or registered.
     *
     * @throws IllegalStateException if nothing in the catalogue has this content
     * @throws dev.rangefinder.shared.files.DamagedContentException if the files are not what was received
     * @throws dev.rangefinder.dataset.located.ChangedFileException if those of a data set in place are not what was
     *     registered
     */
    public StoredData stored(String contentHash) {
        DataSet dataSet = dataSets.findFirstByContentHash(contentHash)
                .orElseThrow(() -> new IllegalStateException("no data set has the content " + contentHash));
        files.requireWhole(dataSet);
        dataSet.location().ifPresent(location -> located.requireUnchanged(location, files.directory(contentHash)));
        return data(dataSet);
    }

    private StoredData data(DataSet dataSet) {
        return new StoredData(
                files.directory(dataSet.contentHash()),
                dataSet.layout(),
                dataSet.location().orElse(null));
    }

    /**
     * Looks at what lies in a place that clients name, and indexes it, still without a name; to be closed.
     *
     * @throws dev.rangefinder.shared.InvalidValuesException if nothing there may be read
     * @throws dev.rangefinder.dataset.format.file.InvalidFileException if a file is not what its format says
     */
    public IncomingDataSet locate(String location, LocatedFormat format) throws IOException {
        IncomingDataSet incoming = files.index(located.resolve(location), format, settings.limits());
        unnamed.note(incoming.contentHash());
        files.readPresent(incoming);
        return incoming;
    }

    /**
     * Checks what a client sent and writes it down, still without a name; to be closed.
     *
     * @param owner who could not keep more of it than its quota
     * @throws dev.rangefinder.dataset.format.file.InvalidFileException if a file is not what its format says, or if the samples
     *     take more room than any data set may
     * @throws dev.rangefinder.quota.QuotaExceededException if they take more than the owner may ever keep
     */
    public IncomingDataSet receive(Format format, Map<String, List<Source>> sources, String owner) throws IOException {
        Allowance allowance = new Allowance(Math.min(settings.maxStored().toBytes(), quota.most(owner)));
        IncomingDataSet incoming;
        try {
            incoming = files.write(allowance, writer -> format.convert(sources, writer, settings.limits()));
        } catch (Allowance.ExceededException exceeded) {
            quota.requireRoom(owner, exceeded.bytes());
            throw new InvalidFileException(
                    format.parts().getFirst().name(),
                    "samples that take more than %d bytes"
                            .formatted(settings.maxStored().toBytes()),
                    "samples that take less; larger data sets can be read in place");
        }
        unnamed.note(incoming.contentHash());
        files.readPresent(incoming);
        return incoming;
    }

    /** What was read in place to its end may be trained on now, unless it was deleted meanwhile. */
    @Transactional
    void succeed(UUID id, long checked, CheckPass pass) {
        dataSets.lockForDeletion(id).ifPresent(dataSet -> dataSet.succeed(checked, pass));
    }

    /**
     * Gives a name to what was received. The files come last, when nothing else can be refused; the same that are there,
     * if they were damaged meanwhile, are replaced.
     *
     * @param owner whose quota it is counted against, if it is new
     * @throws BuiltInException if it is the name of a built-in data set
     * @throws NameTakenException if the name stands for other content, or for the same with another meaning
     */
    @Transactional
    public Registered register(String name, IncomingDataSet incoming, String owner) {
        if (BuiltIn.isName(name)) {
            throw new BuiltInException(name);
        }
        dataSets.lockCatalogue();
        Optional<DataSet> existing = dataSets.findByName(name);
        if (existing.isPresent() && !existing.get().isOf(incoming)) {
            throw new NameTakenException(name);
        }
        DataSet dataSet = existing.orElseGet(() -> {
            quota.require(owner, incoming.bytes());
            return dataSets.saveAndFlush(DataSet.uploaded(name, incoming, owner, clock.instant()));
        });
        files.install(incoming);
        if (incoming.location() != null) {
            dataSet.checkUnless(CheckPass.isOver(files.directory(dataSet.contentHash()), dataSet.layout()));
        }
        return new Registered(dataSet, existing.isEmpty());
    }

    /**
     * Deletes a name, and the samples when no other name stands for them.
     *
     * @return whether it was there
     * @throws BuiltInException if it came with the service
     * @throws DataSetInUseException if runs that are not over train on it
     */
    public boolean delete(UUID id) {
        Optional<DataSet> deleted = transaction.execute(status -> deleteName(id));
        deleted.ifPresent(dataSet -> transaction.executeWithoutResult(status -> removeUnlessNamed(dataSet)));
        return deleted.isPresent();
    }

    private Optional<DataSet> deleteName(UUID id) {
        dataSets.lockCatalogue();
        Optional<DataSet> found = dataSets.lockForDeletion(id);
        found.ifPresent(dataSet -> {
            if (dataSet.builtIn()) {
                throw new BuiltInException(dataSet.name());
            }
            if (dataSets.isTrainedOn(dataSet.contentHash())) {
                throw new DataSetInUseException(dataSet.name());
            }
            dataSets.delete(dataSet);
        });
        return found;
    }

    /** After the name's deletion is certain: a crash between the two leaves files without a name, never the reverse. */
    private void removeUnlessNamed(DataSet deleted) {
        dataSets.lockCatalogue();
        if (!dataSets.existsByContentHash(deleted.contentHash())) {
            unnamed.remove(deleted.contentHash());
        }
    }

    /** A data set under its name, and whether it is new. */
    public record Registered(DataSet dataSet, boolean isNew) {}
}
