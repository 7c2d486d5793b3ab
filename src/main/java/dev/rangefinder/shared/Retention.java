package dev.rangefinder.shared;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Deletes what has been over for longer than it is to be kept.
 *
 * @param table of those, each with an {@code id} and {@code ended_at}
 * @param kept for how long after its end; null for ever
 * @param atOnce how many are deleted in a pass
 */
public record Retention(
        String name, String table, @Nullable Duration kept, int atOnce, Consumer<UUID> delete, JdbcClient jdbc)
        implements Chore {

    @Override
    public int pass() {
        if (kept == null) {
            return 0;
        }
        List<UUID> old = jdbc.sql("""
                        select id from %s where ended_at < now() - make_interval(secs => :seconds)
                        order by ended_at limit :limit""".formatted(table))
                .param("seconds", kept.toSeconds())
                .param("limit", atOnce)
                .query((row, number) -> row.getObject(1, UUID.class))
                .list();
        old.forEach(delete);
        return old.size();
    }
}
