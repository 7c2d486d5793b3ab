package dev.rangefinder.access;

import dev.rangefinder.shared.Check;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What is not kept for ever.
 *
 * @param audit how long an entry of the audit trail is kept; absent for ever
 */
@ConfigurationProperties("rangefinder.retention")
record AuditSettings(@Nullable Duration audit) {

    AuditSettings {
        Check.fields()
                .that(
                        audit == null || audit.compareTo(Duration.ofMinutes(1)) >= 0,
                        "audit",
                        audit,
                        "1 min or more, or nothing")
                .orThrow();
    }
}
