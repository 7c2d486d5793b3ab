package dev.rangefinder.comparison;

import dev.rangefinder.shared.Check;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What is not kept for ever.
 *
 * @param comparisons how long after its end a comparison is deleted; absent for never
 */
@ConfigurationProperties("rangefinder.retention")
record ComparisonRetentionSettings(@Nullable Duration comparisons) {

    ComparisonRetentionSettings {
        Check.fields()
                .that(
                        comparisons == null || comparisons.compareTo(Duration.ofMinutes(1)) >= 0,
                        "comparisons",
                        comparisons,
                        "1 min or more, or nothing")
                .orThrow();
    }
}
