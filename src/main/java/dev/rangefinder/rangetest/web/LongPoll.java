package dev.rangefinder.rangetest.web;

import dev.rangefinder.rangetest.RangeTests;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Holds a request until a range test is over ({@code Prefer: wait=30}, RFC 7240, section 4.3). */
@Component
class LongPoll {

    /** Proxies tend to cut a silent connection after a minute. */
    private static final long LONGEST_SECONDS = 60;

    /** Cheap for the database, short for a person; it sees an end that another server wrote. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private static final Pattern WAIT = Pattern.compile("(?:^|[,;\\s])wait\\s*=\\s*(\\d{1,9})(?:$|[,;\\s])");

    private final RangeTests rangeTests;

    LongPoll(RangeTests rangeTests) {
        this.rangeTests = rangeTests;
    }

    /** Seconds that were asked for and are granted; empty if waiting was not asked for. */
    static Optional<Long> granted(@Nullable String prefer) {
        Matcher matcher = WAIT.matcher(prefer == null ? "" : prefer);
        return matcher.find()
                ? Optional.of(Math.min(Long.parseLong(matcher.group(1)), LONGEST_SECONDS))
                : Optional.empty();
    }

    /** Returns when the range test is over, does not exist, or the time is. */
    void untilOver(UUID id, long seconds) {
        Instant deadline = Instant.now().plusSeconds(seconds);
        while (rangeTests.stateOf(id).filter(state -> !state.isFinal()).isPresent()
                && Instant.now().isBefore(deadline)
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }
}
