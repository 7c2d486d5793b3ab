package dev.rangefinder.access;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key, without its text, which is kept nowhere.
 *
 * @param client whose runs are submitted with it; null for a key that may say any
 * @param lastUsedAt to the minute
 */
public record ApiKey(
        UUID id,
        String name,
        Role role,
        @Nullable String client,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Instant lastUsedAt) {

    boolean isValid(Instant now) {
        return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
    }
}
