package dev.rangefinder.model;

import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.model.spec.TorchScript.Reads;
import dev.rangefinder.quota.StorageQuota;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** Finds uploaded models, takes new ones in, deletes them. */
@Service
public class Models {

    private final StoredModelRepository models;
    private final ModelFiles files;
    private final UnlistedModels unlisted;
    private final StorageQuota quota;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Models(
            StoredModelRepository models,
            ModelFiles files,
            UnlistedModels unlisted,
            StorageQuota quota,
            TransactionTemplate transaction,
            Clock clock) {
        this.models = models;
        this.files = files;
        this.unlisted = unlisted;
        this.quota = quota;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Finds a model, and keeps it from being deleted until the caller's transaction is over. */
    @Transactional
    public Optional<StoredModel> kept(String id) {
        return models.lock(id);
    }

    @Transactional(readOnly = true)
    public Optional<StoredModel> find(String id) {
        return models.findById(id);
    }

    /** The newest first, or those older than one of them. */
    @Transactional(readOnly = true)
    public List<StoredModel> newest(@Nullable UUID before, int count) {
        return before == null
                ? models.findAllByOrderBySortIdDesc(Limit.of(count))
                : models.findBySortIdLessThanOrderBySortIdDesc(before, Limit.of(count));
    }

    /**
     * Where the module of a model is, which is what was received.
     *
     * @throws dev.rangefinder.shared.files.DamagedContentException if the file is not what was received
     */
    public Path file(String id) {
        models.findById(id).ifPresent(files::requireWhole);
        return files.file(id);
    }

    /**
     * Writes down what a client sent and tries it out, still outside of the catalogue; to be closed.
     *
     * @throws InvalidModuleException if it cannot be trained on such samples
     */
    public IncomingModel receive(InputStream module, Shape input, Reads reads, int classes) throws IOException {
        IncomingModel incoming = files.write(module, input, reads, classes);
        unlisted.note(incoming.contentHash());
        files.readPresent(incoming);
        return incoming;
    }

    /**
     * Lists what was received, unless the same is here: then that one stays as it is, with its name.
     *
     * @param owner whose quota it is counted against, if it is new
     */
    @Transactional
    public Registered register(String name, IncomingModel incoming, String owner) {
        models.lockCatalogue();
        Optional<StoredModel> existing = models.findById(incoming.contentHash());
        StoredModel model = existing.orElseGet(() -> {
            quota.require(owner, incoming.fileBytes());
            return models.saveAndFlush(new StoredModel(name, incoming, owner, clock.instant()));
        });
        files.install(incoming);
        return new Registered(model, existing.isEmpty());
    }

    /**
     * Deletes a model and its file.
     *
     * @return whether it was there
     * @throws ModelInUseException if runs that are not over train it
     */
    public boolean delete(String id) {
        boolean deleted = Boolean.TRUE.equals(transaction.execute(status -> deleteEntry(id)));
        if (deleted) {
            transaction.executeWithoutResult(status -> removeUnlessListed(id));
        }
        return deleted;
    }

    private boolean deleteEntry(String id) {
        models.lockCatalogue();
        Optional<StoredModel> found = models.lockForDeletion(id);
        found.ifPresent(model -> {
            if (models.isTrained(id)) {
                throw new ModelInUseException(id);
            }
            models.delete(model);
        });
        return found.isPresent();
    }

    /**
     * After the entry's deletion is certain: a crash between the two leaves a file without an entry, never the reverse.
     */
    private void removeUnlessListed(String id) {
        models.lockCatalogue();
        if (!models.existsById(id)) {
            unlisted.remove(id);
        }
    }

    /** A model in the catalogue, and whether it is new. */
    public record Registered(StoredModel model, boolean isNew) {}
}
