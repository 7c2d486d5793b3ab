package dev.rangefinder.access;

/** What is another client's than the one to which the caller's key is bound. */
public class OtherClientException extends RuntimeException {

    OtherClientException(String message) {
        super(message);
    }
}
