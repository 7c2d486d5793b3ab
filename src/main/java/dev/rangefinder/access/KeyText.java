package dev.rangefinder.access;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * What a client sends: which key it is, by which its row is found, and what only its holder knows.
 *
 * @param secret 256 random bits, in 43 letters
 */
record KeyText(UUID id, String secret) {

    /** By which a reader, and a search for keys that have leaked, knows what it is. */
    static final String PREFIX = "rf_";

    private static final int ID_BYTES = 2 * Long.BYTES;
    private static final int SECRET_BYTES = 32;

    private static final SecureRandom RANDOM = new SecureRandom();

    static KeyText draw(UUID id) {
        byte[] secret = new byte[SECRET_BYTES];
        RANDOM.nextBytes(secret);
        return new KeyText(id, letters(secret));
    }

    /** Empty for what no key can be. */
    static Optional<KeyText> read(String text) {
        if (!text.startsWith(PREFIX)) {
            return Optional.empty();
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text.substring(PREFIX.length())));
            if (bytes.remaining() != ID_BYTES + SECRET_BYTES) {
                return Optional.empty();
            }
            UUID id = new UUID(bytes.getLong(), bytes.getLong());
            byte[] secret = new byte[SECRET_BYTES];
            bytes.get(secret);
            return Optional.of(new KeyText(id, letters(secret)));
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
    }

    /** As it is shown once. */
    String whole() {
        byte[] bytes = ByteBuffer.allocate(ID_BYTES + SECRET_BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .put(Base64.getUrlDecoder().decode(secret))
                .array();
        return PREFIX + letters(bytes);
    }

    /** In a log it would no longer be secret. */
    @Override
    public String toString() {
        return "key " + id;
    }

    private static String letters(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
