package dev.rangefinder.shared;

/** What cannot be done as things stand; the answer is a conflict, of the problem type that it names. */
public abstract class ConflictException extends RuntimeException {

    private final String problem;

    /**
     * A conflict.
     *
     * @param problem its type, one of {@code docs/problems.md}
     * @param message for the client: what stands in the way, and what to do about it
     */
    protected ConflictException(String problem, String message) {
        super(message);
        this.problem = problem;
    }

    public String problem() {
        return problem;
    }
}
