package dev.rangefinder.model;

import dev.rangefinder.shared.ConflictException;

/** A model that runs train, or will. */
public class ModelInUseException extends ConflictException {

    ModelInUseException(String id) {
        super(
                "model-in-use",
                "Runs that are queued or running train the model %s; cancel them or wait for their end.".formatted(id));
    }
}
