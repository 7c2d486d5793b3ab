package dev.rangefinder.shared.web;

import dev.rangefinder.shared.PageRequest;
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

    /**
     * Makes a page of what was found.
     *
     * @param found up to one more item than the page holds, so that the end is known
     */
    public static <T, R> Page<R> of(PageRequest request, List<T> found, Function<T, UUID> id, Function<T, R> view) {
        List<T> items = found.subList(0, Math.min(found.size(), request.size()));
        Optional<String> next = found.size() > request.size()
                ? Optional.of(PageRequest.tokenAfter(id.apply(items.getLast())))
                : Optional.empty();
        return new Page<>(items.stream().map(view).toList(), next.orElse(null));
    }
}
