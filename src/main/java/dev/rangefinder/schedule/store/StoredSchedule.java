package dev.rangefinder.schedule.store;

import dev.rangefinder.schedule.Schedule;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A schedule that is kept; it is written once, by {@link StoredSchedules}, and then only read. */
@Entity
@Immutable
@SuppressWarnings({"NullAway.Init", "unused"}) // Hibernate fills the fields
public class StoredSchedule {

    @Id
    private String id;

    private UUID sortId;

    @Nullable
    private String name;

    @JdbcTypeCode(SqlTypes.JSON)
    private Map<String, String> tags;

    @JdbcTypeCode(SqlTypes.JSON)
    private Schedule schedule;

    private long iterations;

    @JdbcTypeCode(SqlTypes.JSON)
    private Map<String, Double> multipliers;

    private Instant createdAt;

    protected StoredSchedule() {}

    /** SHA-256 of its canonical form, in hexadecimal. */
    public String id() {
        return id;
    }

    /** In the order of creation, which the ids have not. */
    public UUID sortId() {
        return sortId;
    }

    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    public Map<String, String> tags() {
        return tags;
    }

    public Schedule schedule() {
        return schedule;
    }

    public long iterations() {
        return iterations;
    }

    /** By the names of parameter groups: what the rate is multiplied by for each. */
    public Map<String, Double> multipliers() {
        return multipliers;
    }

    public Instant createdAt() {
        return createdAt;
    }
}
