package dev.rangefinder.model;

/** A model that runs train, or will. */
public class ModelInUseException extends RuntimeException {

    ModelInUseException(String id) {
        super("Runs that are queued or running train the model %s; cancel them or wait for their end.".formatted(id));
    }
}
