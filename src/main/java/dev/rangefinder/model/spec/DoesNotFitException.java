package dev.rangefinder.model.spec;

/** A network that cannot take samples of this shape. */
public class DoesNotFitException extends IllegalArgumentException {

    public DoesNotFitException(String message) {
        super(message);
    }
}
