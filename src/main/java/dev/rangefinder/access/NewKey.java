package dev.rangefinder.access;

import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.Tags;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A key that is asked for.
 *
 * @param client whose runs are submitted with it; null for a key that may say any
 * @param expiresAt null for never
 */
public record NewKey(
        String name,
        Role role,
        @Nullable String client,
        @Nullable Instant expiresAt) {

    /** As a submission names a client. */
    private static final Pattern CLIENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");

    public NewKey {
        Check.fields()
                .that(Tags.isWord(name), "name", name, "1 to 200 characters")
                .present("role", role)
                .that(
                        client == null || CLIENT.matcher(client).matches(),
                        "client",
                        client,
                        "1 to 64 letters, digits, '.', '_', '@' or '-', the first a letter or a digit")
                .that(
                        role != Role.ADMIN || client == null,
                        "client",
                        client,
                        "none: a key of the role admin makes keys for any client")
                .orThrow();
    }
}
