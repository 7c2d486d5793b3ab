package dev.rangefinder.access;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the token of a login says about its caller; whose signature it has to have is one of Spring Security's settings.
 *
 * @param roleClaim where its roles stand; a dot leads into an object
 * @param clientClaim where the client stands to which the caller is bound; null where there is none
 * @param roles what a value of that claim stands for here; where none is named, the names of the roles themselves
 */
@ConfigurationProperties("rangefinder.login")
record LoginSettings(
        @DefaultValue("roles") String roleClaim,
        @Nullable String clientClaim,
        @DefaultValue Map<String, Role> roles) {

    LoginSettings {
        roles = Map.copyOf(roles);
    }
}
