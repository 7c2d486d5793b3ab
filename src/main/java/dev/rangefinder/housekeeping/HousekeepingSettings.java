package dev.rangefinder.housekeeping;

import dev.rangefinder.shared.Check;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How often chores are done.
 *
 * @param every from the end of a round to the next: nothing that is removed is in the way for a minute
 */
@ConfigurationProperties("rangefinder.housekeeping")
record HousekeepingSettings(@DefaultValue("1m") Duration every) {

    HousekeepingSettings {
        Check.fields()
                .that(every.compareTo(Duration.ofSeconds(1)) >= 0, "every", every, "1 s or more")
                .orThrow();
    }
}
