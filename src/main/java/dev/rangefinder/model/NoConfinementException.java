package dev.rangefinder.model;

/** Uploaded models cannot be confined here, and so are not taken in: the message says what the machine lacks. */
public class NoConfinementException extends RuntimeException {

    public NoConfinementException(String reason) {
        super(reason);
    }
}
