package dev.rangefinder.lane.engine;

/** There is no PyTorch to compute with; the message says why. */
public final class NoEngineException extends Exception {

    NoEngineException(String message) {
        super(message);
    }
}
