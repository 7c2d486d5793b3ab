package dev.rangefinder.model;

import dev.rangefinder.shared.Wording;
import java.time.Duration;

/** There is no room to try a module out, which is no fault of the module. */
public class TrialsBusyException extends RuntimeException {

    private final Duration retryAfter;

    private TrialsBusyException(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    /** As many are tried out as this server tries at once, and none of them has ended for a while. */
    public static TrialsBusyException others(int trials, Duration retryAfter) {
        return new TrialsBusyException(
                "This server tries %d modules out at once (rangefinder.models.trials), and others come first. Try again in %d s."
                        .formatted(trials, retryAfter.toSeconds()),
                retryAfter);
    }

    /**
     * The trial has come to no end, and has hardly run.
     *
     * @param limit of the time that it may take
     * @param used of a processor's time
     */
    public static TrialsBusyException starved(Duration limit, Duration used) {
        return new TrialsBusyException(
                "In the %d s that a trial may take (rangefinder.models.trial-limit) this one ran for %s s: the machine has too much else to do, or the module waits for what does not come. Try again in %d s."
                        .formatted(limit.toSeconds(), Wording.brief(used.toMillis() / 1000.0), limit.toSeconds()),
                limit);
    }

    public Duration retryAfter() {
        return retryAfter;
    }
}
