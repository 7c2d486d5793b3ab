package dev.rangefinder.access;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.stereotype.Component;

/** Callers that have logged in elsewhere, and bring a signed token that says who they are. */
@Component
public class Logins {

    private static final Logger LOG = LoggerFactory.getLogger(Logins.class);

    private final LoginSettings settings;

    Logins(LoginSettings settings) {
        this.settings = settings;
    }

    /**
     * Whom a token speaks of, with the highest of its roles.
     *
     * @throws InvalidBearerTokenException if it has none
     */
    public Caller caller(Jwt token) {
        Role role = values(claim(token, settings.roleClaim()))
                .flatMap(value -> role(value).stream())
                .max(Role::compareTo)
                .orElseThrow(() -> noRole(token));
        @Nullable String clientClaim = settings.clientClaim();
        @Nullable
        String client = clientClaim == null
                ? null
                : values(claim(token, clientClaim)).findFirst().orElseThrow(() -> noClient(token));
        return new Caller("login " + token.getSubject(), role, client);
    }

    private Optional<Role> role(String value) {
        return settings.roles().isEmpty()
                ? Arrays.stream(Role.values())
                        .filter(role -> role.name().toLowerCase(Locale.ROOT).equals(value))
                        .findFirst()
                : Optional.ofNullable(settings.roles().get(value));
    }

    private InvalidBearerTokenException noRole(Jwt token) {
        LOG.warn(
                "The login {} has no role here: its claim {} is {}.",
                token.getSubject(),
                settings.roleClaim(),
                claim(token, settings.roleClaim()));
        return new InvalidBearerTokenException("no role");
    }

    private InvalidBearerTokenException noClient(Jwt token) {
        LOG.warn("The login {} names no client in its claim {}.", token.getSubject(), settings.clientClaim());
        return new InvalidBearerTokenException("no client");
    }

    private static @Nullable Object claim(Jwt token, String path) {
        @Nullable Object found = token.getClaims();
        for (String name : path.split("\\.", -1)) {
            found = found instanceof Map<?, ?> object ? object.get(name) : null;
        }
        return found;
    }

    /** A list, or words, as a scope is written. */
    private static Stream<String> values(@Nullable Object claim) {
        return switch (claim) {
            case String words -> Arrays.stream(words.split(" ", -1));
            case Collection<?> list -> list.stream().map(String::valueOf);
            case null -> Stream.empty();
            default -> Stream.of(claim.toString());
        };
    }
}
