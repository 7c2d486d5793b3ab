package dev.rangefinder.shared;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which part of a list, newest first: how many items, and those older than which id. */
public record PageRequest(int size, @Nullable UUID before) {

    private static final int DEFAULT_SIZE = 50;
    private static final int LARGEST_SIZE = 500;

    /** Lowers a size above the limit; refuses one below 1 and a token that is not ours. */
    public static PageRequest of(@Nullable Integer pageSize, @Nullable String pageToken) {
        int size = pageSize == null ? DEFAULT_SIZE : pageSize;
        Check.fields()
                .that(size >= 1, "page_size", size, "a whole number of 1 or more")
                .orThrow();
        return new PageRequest(Math.min(size, LARGEST_SIZE), pageToken == null ? null : decoded(pageToken));
    }

    /** The token of the page that follows an item. */
    public static String tokenAfter(UUID last) {
        byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(last.getMostSignificantBits())
                .putLong(last.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static UUID decoded(String token) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
            if (bytes.remaining() == 2 * Long.BYTES) {
                return new UUID(bytes.getLong(), bytes.getLong());
            }
        } catch (IllegalArgumentException notBase64) {
            // falls through to the same answer as a token of the wrong length
        }
        throw new InvalidValuesException(
                List.of(new Violation("page_token", token, "a next_page_token of an earlier answer")));
    }
}
