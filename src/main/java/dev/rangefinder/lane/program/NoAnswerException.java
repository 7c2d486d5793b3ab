package dev.rangefinder.lane.program;

/** A program is absent, fails, or hangs; the message says which. */
public final class NoAnswerException extends Exception {

    /** For people. */
    public NoAnswerException(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
