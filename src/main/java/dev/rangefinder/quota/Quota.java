package dev.rangefinder.quota;

import dev.rangefinder.shared.Check;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * What one client may have; of what has no value, as much as it asks for.
 *
 * @param queuedRuns that wait for a lane, or for their first report, when it submits more
 * @param runningRuns that lanes train at once; further ones wait
 * @param iterations of all that it has ordered and that is not over
 * @param stored that its data sets and models take
 * @param requests a second, of each of its keys on each server
 */
public record Quota(
        @Nullable Integer queuedRuns,
        @Nullable Integer runningRuns,
        @Nullable Long iterations,
        @Nullable DataSize stored,
        @Nullable Integer requests) {

    private static final String EXPECTED = "1 or more, or nothing";

    public Quota {
        Check.fields()
                .that(queuedRuns == null || queuedRuns >= 1, "queued-runs", queuedRuns, EXPECTED)
                .that(runningRuns == null || runningRuns >= 1, "running-runs", runningRuns, EXPECTED)
                .that(iterations == null || iterations >= 1, "iterations", iterations, EXPECTED)
                .that(stored == null || stored.toBytes() >= 1, "stored", stored, "1B or more, or nothing")
                .that(requests == null || requests >= 1, "requests", requests, EXPECTED)
                .orThrow();
    }

    /** This, with the values of another where it has none. */
    Quota orElse(Quota other) {
        return new Quota(
                queuedRuns == null ? other.queuedRuns : queuedRuns,
                runningRuns == null ? other.runningRuns : runningRuns,
                iterations == null ? other.iterations : iterations,
                stored == null ? other.stored : stored,
                requests == null ? other.requests : requests);
    }
}
