package dev.rangefinder.model;

import dev.rangefinder.shared.files.ReceivedContents;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Modules that the catalogue does not list. */
@Component
class UnlistedModels extends ReceivedContents {

    UnlistedModels(JdbcClient jdbc, StoredModelRepository models, ModelFiles files) {
        super(jdbc, "stored_model", models::lockCatalogue, files.contents());
    }

    @Override
    public String name() {
        return "model files that are not listed";
    }
}
