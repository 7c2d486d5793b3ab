package dev.rangefinder.model;

import java.time.Duration;

/** As many modules are tried out as this server tries at once, and none of them has ended for a while. */
public class TrialsBusyException extends RuntimeException {

    private final Duration retryAfter;

    public TrialsBusyException(int trials, Duration retryAfter) {
        super(
                "This server tries %d modules out at once (rangefinder.models.trials), and others come first. Try again in %d s."
                        .formatted(trials, retryAfter.toSeconds()));
        this.retryAfter = retryAfter;
    }

    public Duration retryAfter() {
        return retryAfter;
    }
}
