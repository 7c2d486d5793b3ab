package dev.rangefinder.quota;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What each client may have, as {@link Quota} says it: without a value, as much as it asks for, since a laptop has one
 * client.
 *
 * @param clients what some may have instead, by their names
 */
@ConfigurationProperties("rangefinder.quota")
record QuotaSettings(
        @Nullable Integer queuedRuns,
        @Nullable Integer runningRuns,
        @Nullable Long iterations,
        @Nullable DataSize stored,
        @Nullable Integer requests,
        @DefaultValue Map<String, Quota> clients) {

    QuotaSettings {
        clients = Map.copyOf(clients);
        Quota ignored = new Quota(queuedRuns, runningRuns, iterations, stored, requests);
    }

    /** Of clients that have none of their own. */
    Quota usual() {
        return new Quota(queuedRuns, runningRuns, iterations, stored, requests);
    }
}
