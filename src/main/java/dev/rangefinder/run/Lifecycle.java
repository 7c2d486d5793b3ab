package dev.rangefinder.run;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a job stands whose runs are trained: a range test, or a comparison.
 *
 * @param startedAt when the first of its runs was taken
 * @param endedAt there when, and only when, the state is final
 */
@Embeddable
public record Lifecycle(
        @Enumerated(EnumType.STRING) RunState state,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt) {

    public static Lifecycle queued(Instant now) {
        return new Lifecycle(RunState.QUEUED, now, null, null);
    }

    /** The first run has been taken; further ones, and second attempts, change nothing. */
    public Lifecycle started(Instant now) {
        return state == RunState.QUEUED ? new Lifecycle(RunState.RUNNING, createdAt, now, null) : this;
    }

    /**
     * Its last state, which never changes afterwards.
     *
     * @throws IllegalStateException if it has ended before
     */
    public Lifecycle ended(RunState last, Instant now) {
        if (state.isFinal()) {
            throw new IllegalStateException("a job that is %s cannot become %s".formatted(state, last));
        }
        return new Lifecycle(last, createdAt, startedAt, now);
    }
}
