package dev.rangefinder.rangetest;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.springframework.stereotype.Component;

/** Waits for the end of a range test, whichever server writes it. */
@Component
public class UntilOver {

    /** Cheap for the database, short for a person. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private final RangeTests rangeTests;

    UntilOver(RangeTests rangeTests) {
        this.rangeTests = rangeTests;
    }

    /** Returns when the range test is over, does not exist, or the time is. */
    public void await(UUID id, Duration atMost) {
        Instant deadline = Instant.now().plus(atMost);
        while (rangeTests.stateOf(id).filter(state -> !state.isFinal()).isPresent()
                && Instant.now().isBefore(deadline)
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }
}
