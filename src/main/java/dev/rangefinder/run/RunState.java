package dev.rangefinder.run;

/** Where a run stands. The last three are final. */
public enum RunState {
    QUEUED,
    RUNNING,
    /** Of a reported run: its reporter is silent, and may go on. */
    STALLED,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    public boolean isFinal() {
        return switch (this) {
            case QUEUED, RUNNING, STALLED -> false;
            case SUCCEEDED, FAILED, CANCELLED -> true;
        };
    }
}
