package dev.rangefinder.run.web;

import dev.rangefinder.shared.Check;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Streams of events.
 *
 * @param maxStreams at once on this server: each asks the database twice a second
 * @param heartbeat a stream is never silent for longer, or proxies would cut it; half of the half minute that some
 *     grant
 */
@ConfigurationProperties("rangefinder.events")
record EventSettings(
        @DefaultValue("200") int maxStreams,
        @DefaultValue("15s") Duration heartbeat) {

    EventSettings {
        Check.fields()
                .between("max-streams", maxStreams, 0, 100_000)
                .that(heartbeat.toMillis() >= 100, "heartbeat", heartbeat, "100 ms or more")
                .orThrow();
    }
}
