package dev.rangefinder.model.web;

import dev.rangefinder.model.StoredModel;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.model.spec.TorchScript;
import dev.rangefinder.model.spec.TorchScript.Reads;
import java.time.Instant;

/**
 * An uploaded model as JSON.
 *
 * @param input of a text 1 × context × 1
 * @param classes of a text, its vocabulary
 * @param model what a workload says to have it trained
 */
record ModelView(
        String id,
        String name,
        TorchScript model,
        Shape input,
        Reads reads,
        int classes,
        long parameters,
        long fileBytes,
        Instant createdAt,
        Links links) {

    /** Where it is. */
    record Links(String self) {}

    static ModelView of(StoredModel model) {
        return new ModelView(
                model.id(),
                model.name(),
                new TorchScript(model.id()),
                model.input(),
                model.reads(),
                model.classes(),
                model.parameters(),
                model.fileBytes(),
                model.createdAt(),
                new Links(ModelController.PATH + "/" + model.id()));
    }
}
