package dev.rangefinder.report;

import dev.rangefinder.shared.Violation;

/** An observation too far ahead of what its rank has reported without a gap. */
public class OutOfWindowException extends RuntimeException {

    private final transient Violation violation;

    OutOfWindowException(Report report, long iteration, long receivedThrough, long window) {
        super(
                "Iteration %d lies more than %d ahead of what is here: every iteration up to %d. Report what follows that first."
                        .formatted(iteration, window, receivedThrough));
        this.violation = new Violation(
                "observations/%d/iteration".formatted(report.lastIndexOf(iteration)),
                iteration,
                "at most %d".formatted(receivedThrough + window));
    }

    /** The field, by its place in the report. */
    public Violation violation() {
        return violation;
    }
}
