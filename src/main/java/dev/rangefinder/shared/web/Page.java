package dev.rangefinder.shared.web;

import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.InvalidValuesException;
import dev.rangefinder.shared.Violation;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Part of a list, newest first, by keyset: since ids are ordered in time, the last id of a page is where the next one
 * starts.
 *
 * @param nextPageToken opaque; absent at the end
 */
public record Page<T>(List<T> items, @Nullable String nextPageToken) {

    private static final int DEFAULT_SIZE = 50;
    private static final int LARGEST_SIZE = 500;

    /** Which page: how many items, and those older than which id. */
    public record Request(int size, @Nullable UUID before) {

        /** Lowers a size above the limit; refuses one below 1 and a token that is not ours. */
        public static Request of(@Nullable Integer pageSize, @Nullable String pageToken) {
            int size = pageSize == null ? DEFAULT_SIZE : pageSize;
            Check.fields()
                    .that(size >= 1, "page_size", size, "a whole number of 1 or more")
                    .orThrow();
            return new Request(Math.min(size, LARGEST_SIZE), decoded(pageToken));
        }

        private static @Nullable UUID decoded(@Nullable String token) {
            if (token == null) {
                return null;
            }
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

    /**
     * Makes a page of what was found.
     *
     * @param found up to one more item than the page holds, so that the end is known
     */
    public static <T, R> Page<R> of(Request request, List<T> found, Function<T, UUID> id, Function<T, R> view) {
        List<T> items = found.subList(0, Math.min(found.size(), request.size()));
        Optional<String> next =
                found.size() > request.size() ? Optional.of(encoded(id.apply(items.getLast()))) : Optional.empty();
        return new Page<>(items.stream().map(view).toList(), next.orElse(null));
    }

    private static String encoded(UUID id) {
        byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
