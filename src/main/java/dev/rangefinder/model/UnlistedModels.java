package dev.rangefinder.model;

import dev.rangefinder.shared.Chore;
import dev.rangefinder.shared.files.ReceivedContents;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Modules that the catalogue does not list. */
@Component
class UnlistedModels implements Chore {

    private final StoredModelRepository models;
    private final ReceivedContents received;

    UnlistedModels(JdbcClient jdbc, StoredModelRepository models, ModelFiles files) {
        this.models = models;
        this.received = new ReceivedContents(jdbc, "stored_model", files.contents());
    }

    void note(String contentHash) {
        received.note(contentHash);
    }

    @Override
    public String name() {
        return "model files that are not listed";
    }

    @Override
    public int pass() {
        models.lockCatalogue();
        return received.removeUnlisted();
    }

    /** Under the lock of the catalogue. */
    void remove(String contentHash) {
        received.remove(contentHash);
    }
}
