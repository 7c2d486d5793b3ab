package dev.rangefinder.shared.web.connection;

import dev.rangefinder.shared.Check;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What a client may take of the connections.
 *
 * @param headLimit from the first byte of a request to the end of its headers; a client that is not slow on purpose
 *     sends them in one piece
 * @param slowestBody a second, on the average after as long again: a fifth of what the slowest mobile network carries
 * @param ofAddress connections at once: a quarter of what Tomcat takes; a proxy has those of all its clients
 */
@ConfigurationProperties("rangefinder.connections")
record ConnectionSettings(
        @DefaultValue("30s") Duration headLimit,
        @DefaultValue("2KB") DataSize slowestBody,
        @DefaultValue("2000") int ofAddress) {

    ConnectionSettings {
        Check.fields()
                .that(headLimit.toMillis() >= 1, "head-limit", headLimit, "1 ms or more")
                .that(!slowestBody.isNegative(), "slowest-body", slowestBody, "0B or more")
                .between("of-address", ofAddress, 1, 1_000_000)
                .orThrow();
    }
}
