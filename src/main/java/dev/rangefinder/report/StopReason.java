package dev.rangefinder.report;

import dev.rangefinder.run.Run;
import dev.rangefinder.run.spec.EndReason;

/** Why there is nothing more to train. */
public enum StopReason {
    COMPLETED,
    DIVERGED,
    NOT_FINITE,
    ENDED_EARLY,
    CANCELLED,
    /** Nothing was reported for too long. */
    SILENT;

    static StopReason of(EndReason reason) {
        return switch (reason) {
            case COMPLETED -> COMPLETED;
            case DIVERGED -> DIVERGED;
            case NOT_FINITE -> NOT_FINITE;
            case ENDED_EARLY -> ENDED_EARLY;
        };
    }

    /** Of a run that is over. */
    static StopReason of(Run run) {
        return switch (run.state()) {
            case SUCCEEDED -> of(run.endReason().orElseThrow());
            case FAILED -> SILENT;
            case CANCELLED -> CANCELLED;
            case QUEUED, RUNNING, STALLED ->
                throw new IllegalArgumentException("run %s is %s".formatted(run.getId(), run.state()));
        };
    }
}
