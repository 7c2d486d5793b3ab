package dev.rangefinder.schedule.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.rangefinder.schedule.Policies;
import dev.rangefinder.shared.Ids;
import dev.rangefinder.shared.Json;
import dev.rangefinder.shared.PageRequest;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.unit.DataSize;

/** Keeps schedules, each once, and finds them again. */
@Service
public class StoredSchedules {

    /** Tens of thousands of the usual ones, or a few dozen of the longest. */
    private static final long CACHED_BYTES = DataSize.ofMegabytes(64).toBytes();

    private final JdbcClient jdbc;
    private final StoredScheduleRepository schedules;
    private final Clock clock;

    /** A stored schedule never changes: a trainer that asks for rate after rate costs the database one look. */
    private final Cache<String, StoredSchedule> known = Caffeine.newBuilder()
            .maximumWeight(CACHED_BYTES)
            .weigher(StoredSchedules::weight)
            .build();

    StoredSchedules(JdbcClient jdbc, StoredScheduleRepository schedules, Clock clock) {
        this.jdbc = jdbc;
        this.schedules = schedules;
        this.clock = clock;
    }

    /** Keeps a schedule, unless the same is here: then that one stays as it is, with its name and its tags. */
    @Transactional
    public Kept keep(NewSchedule schedule) {
        String id = schedule.id();
        boolean isNew = insert(id, schedule) == 1;
        if (isNew) {
            known.invalidate(id); // an operator may have deleted an older row of this content
        }
        return new Kept(schedules.findById(id).orElseThrow(), isNew);
    }

    /** Waits for a transaction that is inserting the same, and then does nothing. */
    private int insert(String id, NewSchedule schedule) {
        return jdbc.sql("""
                        insert into stored_schedule
                          (id, sort_id, name, tags, policy, schedule, iterations, multipliers, created_at)
                        values (:id, :sortId, :name, cast(:tags as jsonb), :policy, cast(:schedule as jsonb), :iterations,
                          cast(:multipliers as jsonb), :createdAt)
                        on conflict (id) do nothing""")
                .param("id", id)
                .param("sortId", Ids.next())
                .param("name", schedule.name())
                .param("tags", Json.MAPPER.writeValueAsString(schedule.tags()))
                .param("policy", Policies.nameOf(schedule.schedule()))
                .param("schedule", Json.MAPPER.writeValueAsString(schedule.schedule()))
                .param("iterations", schedule.iterations())
                .param("multipliers", Json.MAPPER.writeValueAsString(schedule.multipliers()))
                .param("createdAt", Timestamp.from(clock.instant()))
                .update();
    }

    public Optional<StoredSchedule> find(String id) {
        StoredSchedule present = known.getIfPresent(id);
        if (present != null) {
            return Optional.of(present);
        }
        Optional<StoredSchedule> found = schedules.findById(id);
        found.ifPresent(schedule -> known.put(id, schedule));
        return found;
    }

    /** The length of its JSON, which is about what it takes in memory. */
    private static int weight(String id, StoredSchedule schedule) {
        return id.length() + Json.MAPPER.writeValueAsBytes(schedule.schedule()).length;
    }

    /** The newest first, up to one more than the page holds. */
    @Transactional(readOnly = true)
    public List<StoredSchedule> find(@Nullable String policy, Map<String, String> tags, PageRequest page) {
        List<String> ids = jdbc.sql(sql(policy != null, !tags.isEmpty(), page.before() != null))
                .param("policy", policy)
                .param("tags", Json.MAPPER.writeValueAsString(tags))
                .param("before", page.before())
                .param("limit", page.size() + 1)
                .query((row, number) -> row.getString(1))
                .list();
        return Ids.inOrder(ids, schedules.findAllById(ids), StoredSchedule::id);
    }

    static String sql(boolean byPolicy, boolean byTags, boolean paged) {
        return "select id from stored_schedule where true"
                + (byPolicy ? " and policy = :policy" : "")
                + (byTags ? " and tags @> cast(:tags as jsonb)" : "")
                + (paged ? " and sort_id < :before" : "")
                + " order by sort_id desc limit :limit";
    }

    /** A schedule that is kept, and whether it was not here before. */
    public record Kept(StoredSchedule schedule, boolean isNew) {}
}
