package dev.rangefinder.access;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.crypto.password.Pbkdf2PasswordEncoder;
import org.springframework.security.crypto.password.Pbkdf2PasswordEncoder.SecretKeyFactoryAlgorithm;

/**
 * What is kept of a key's text. A password is hashed for long because it can be guessed; 256 random bits cannot, so one
 * salted round of HMAC-SHA-256 is as safe, and a request is not held up by it. The name before each hash lets another
 * one follow.
 */
final class KeyHashes {

    private static final String NAME = "pbkdf2-sha256-1";

    private static final int SALT_BYTES = 16;
    private static final int ROUNDS = 1;

    private static final PasswordEncoder ENCODER = new DelegatingPasswordEncoder(
            NAME,
            Map.of(
                    NAME,
                    new Pbkdf2PasswordEncoder("", SALT_BYTES, ROUNDS, SecretKeyFactoryAlgorithm.PBKDF2WithHmacSHA256)));

    /** Of a text that was thrown away: a key that is not there is compared with it, and so takes as long. */
    private static final String OF_NONE = of(KeyText.draw(new UUID(0, 0)));

    private KeyHashes() {}

    static String of(KeyText text) {
        return String.valueOf(ENCODER.encode(text.secret()));
    }

    /** Compares in a time that does not depend on where they differ. */
    static boolean matches(KeyText text, @Nullable String hash) {
        return ENCODER.matches(text.secret(), hash == null ? OF_NONE : hash) && hash != null;
    }
}
