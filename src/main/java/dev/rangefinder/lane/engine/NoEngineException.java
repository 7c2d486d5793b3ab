package dev.rangefinder.lane.engine;

/** There is no PyTorch to compute with; the message says why. */
public final class NoEngineException extends Exception {

    NoEngineException(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
