package dev.rangefinder.training;

import dev.rangefinder.report.curve.Reporting;
import dev.rangefinder.schedule.Policies;
import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.shared.Aggregate;
import dev.rangefinder.shared.Ids;
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

/** What was announced of a training; how it goes is its run's to say, whose group it is. */
@Entity
@Immutable
@SuppressWarnings({"NullAway.Init", "unused"}) // Hibernate fills and reads the fields
public class Training extends Aggregate<UUID> {

    @Id
    private UUID id;

    private UUID rangeTest;
    private @Nullable String name;

    @JdbcTypeCode(SqlTypes.JSON)
    private Map<String, String> tags;

    private String scheduleId;
    private String policy;

    @JdbcTypeCode(SqlTypes.JSON)
    private Schedule schedule;

    private long iterations;

    @JdbcTypeCode(SqlTypes.JSON)
    private Reporting reporting;

    private Instant createdAt;

    protected Training() {}

    Training(
            UUID rangeTest, NewTraining announced, String scheduleId, Schedule schedule, long iterations, Instant now) {
        this.id = Ids.next();
        this.rangeTest = rangeTest;
        this.name = announced.name();
        this.tags = announced.tags();
        this.scheduleId = scheduleId;
        this.policy = Policies.nameOf(schedule);
        this.schedule = schedule;
        this.iterations = iterations;
        this.reporting = announced.reporting();
        this.createdAt = now;
    }

    @Override
    public UUID getId() {
        return id;
    }

    /** Whose recommendation it uses; it may be deleted since. */
    public UUID rangeTest() {
        return rangeTest;
    }

    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    public Map<String, String> tags() {
        return tags;
    }

    /** The hash of the schedule's content, under which it is kept. */
    public String scheduleId() {
        return scheduleId;
    }

    public String policy() {
        return policy;
    }

    public Schedule schedule() {
        return schedule;
    }

    public long iterations() {
        return iterations;
    }

    public Reporting reporting() {
        return reporting;
    }

    public Instant createdAt() {
        return createdAt;
    }
}
