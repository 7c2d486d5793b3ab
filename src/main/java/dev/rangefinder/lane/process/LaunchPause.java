package dev.rangefinder.lane.process;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long a lane whose launcher fails starts nothing: a cluster that is away is asked more and more seldom, by all
 * slots together.
 */
public final class LaunchPause {

    private static final Duration FIRST = Duration.ofSeconds(1);

    /** So soon after the cluster is back it is used again. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final LongSupplier nanoTime;
    private Duration next = FIRST;
    private long untilNanos;
    private @Nullable String reason;

    LaunchPause(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.untilNanos = nanoTime.getAsLong();
    }

    /**
     * A launch has failed; the failures of other slots meanwhile are the same one. Returns how long the pause is now.
     */
    public synchronized Duration begin(String why) {
        reason = why;
        if (left().isZero()) {
            untilNanos = nanoTime.getAsLong() + next.toNanos();
            next = next.multipliedBy(2).compareTo(LONGEST) < 0 ? next.multipliedBy(2) : LONGEST;
        }
        return left();
    }

    /** A trainer has said its first word. */
    public synchronized void end() {
        next = FIRST;
        reason = null;
        untilNanos = nanoTime.getAsLong();
    }

    public synchronized Duration left() {
        return Duration.ofNanos(Math.max(0, untilNanos - nanoTime.getAsLong()));
    }

    /** Why the last launch failed; empty once a trainer has spoken. */
    public synchronized Optional<String> reason() {
        return Optional.ofNullable(reason);
    }
}
