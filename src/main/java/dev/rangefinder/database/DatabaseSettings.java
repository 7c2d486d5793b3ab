package dev.rangefinder.database;

import dev.rangefinder.shared.Check;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a server gets to its database.
 *
 * @param startLimit how long a database may take to its first answer: the first start of a PostgreSQL with scripts of
 *     its own, or a recovery, takes minutes
 */
@ConfigurationProperties("rangefinder.database")
record DatabaseSettings(@DefaultValue("5m") Duration startLimit) {

    DatabaseSettings {
        Check.fields()
                .that(!startLimit.isNegative(), "start-limit", startLimit, "0 s or more")
                .orThrow();
    }
}
