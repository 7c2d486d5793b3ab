package dev.rangefinder.run;

import dev.rangefinder.shared.Check;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How runs survive failures.
 *
 * @param lease how long a server that is silent keeps its runs; several missed renewals, so that a pause is no death
 * @param maxAttempts how often a run may fail before it is quarantined
 * @param retryPause before the second attempt; doubled before each further one
 * @param shutdownGrace how long a server that is told to stop lets its runs go on, before it hands them back; most
 *     supervisors kill after 30 s
 */
@ConfigurationProperties("rangefinder.run")
public record RunSettings(
        @DefaultValue("10s") Duration lease,
        @DefaultValue("3") int maxAttempts,
        @DefaultValue("1s") Duration retryPause,
        @DefaultValue("10s") Duration shutdownGrace) {

    public RunSettings {
        Check.fields()
                .that(lease.compareTo(Duration.ofSeconds(3)) >= 0, "lease", lease, "3 s or more")
                .between("max-attempts", maxAttempts, 1, 100)
                .that(!retryPause.isNegative(), "retry-pause", retryPause, "0 s or more")
                .that(!shutdownGrace.isNegative(), "shutdown-grace", shutdownGrace, "0 s or more")
                .orThrow();
    }
}
