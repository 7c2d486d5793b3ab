package dev.rangefinder.rangetest;

import dev.rangefinder.shared.Check;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What is not kept for ever.
 *
 * @param rangeTests how long after its end a range test is deleted; absent for never
 */
@ConfigurationProperties("rangefinder.retention")
record RetentionSettings(@Nullable Duration rangeTests) {

    RetentionSettings {
        Check.fields()
                .that(
                        rangeTests == null || rangeTests.compareTo(Duration.ofMinutes(1)) >= 0,
                        "range-tests",
                        rangeTests,
                        "1 min or more, or nothing")
                .orThrow();
    }
}
