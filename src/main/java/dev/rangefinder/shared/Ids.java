package dev.rangefinder.shared;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.id.uuid.UuidVersion7Strategy;

/** New ids: UUIDs of version 7 (RFC 9562), so that the order of ids is the order of creation. */
public final class Ids {

    private Ids() {}

    public static UUID next() {
        return UuidVersion7Strategy.INSTANCE.generateUuid(null);
    }

    /** What was found, in the order of the ids that were looked for; ids that were not found are left out. */
    public static <K, T> List<T> inOrder(List<K> ids, Collection<T> found, Function<T, K> id) {
        Map<K, T> byId = found.stream().collect(Collectors.toMap(id, Function.identity()));
        return ids.stream()
                .flatMap(wanted -> Stream.ofNullable(byId.get(wanted)))
                .toList();
    }
}
