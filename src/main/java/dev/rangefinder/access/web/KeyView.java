package dev.rangefinder.access.web;

import dev.rangefinder.access.ApiKey;
import dev.rangefinder.access.ApiKeys;
import dev.rangefinder.access.Role;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key as JSON.
 *
 * @param key what is sent with each request; in the answer that makes it, and in no other
 */
record KeyView(
        UUID id,
        String name,
        Role role,
        @Nullable String client,
        @Nullable String key,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Instant lastUsedAt,
        Links links) {

    /** Where it is. */
    record Links(String self) {}

    static KeyView of(ApiKey key) {
        return of(key, null);
    }

    static KeyView of(ApiKeys.Shown shown) {
        return of(shown.key(), shown.text());
    }

    private static KeyView of(ApiKey key, @Nullable String text) {
        return new KeyView(
                key.id(),
                key.name(),
                key.role(),
                key.client(),
                text,
                key.createdAt(),
                key.expiresAt(),
                key.revokedAt(),
                key.lastUsedAt(),
                new Links(KeyController.PATH + "/" + key.id()));
    }
}
