package dev.rangefinder.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Waits for the end of what was ordered, whichever server writes it. */
@Component
public class UntilOver {

    /** Cheap for the database, short for a person. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    UntilOver() {}

    /** Returns when the state is final, there is none, or the time is over. */
    public void await(Supplier<Optional<RunState>> state, Duration atMost) {
        Instant deadline = Instant.now().plus(atMost);
        while (state.get().filter(present -> !present.isFinal()).isPresent()
                && Instant.now().isBefore(deadline)
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }
}
