package dev.rangefinder.run;

import dev.rangefinder.run.place.Offer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What the queue looks like from outside: what is in training, and how much waits for whom. */
@Component
public class QueueStatus {

    private final JdbcClient jdbc;

    QueueStatus(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The runs in training, wherever they are. */
    public List<InTraining> inTraining() {
        return jdbc.sql("""
                        select id, purpose, group_id, repeat, attempt, owner, lane, claimed_at from run
                        where state = 'RUNNING' and owner is not null order by claimed_at, id""")
                .query((row, number) -> new InTraining(
                        new Attempt(row.getObject("id", UUID.class), row.getInt("attempt")),
                        Purpose.valueOf(row.getString("purpose")),
                        row.getObject("group_id", UUID.class),
                        row.getInt("repeat"),
                        row.getObject("owner", UUID.class),
                        row.getString("lane"),
                        row.getObject("claimed_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    /** How many runs wait that such a slot may take. */
    public long waitingFor(Offer offer) {
        return jdbc.sql("select count(*) from run where state = 'QUEUED' and queue in (:queues)")
                .param("queues", offer.queues())
                .query(Long.class)
                .single();
    }

    /**
     * Who waits, and since when: a run that pauses before its next attempt has not waited yet. Those who wait longest
     * come first.
     */
    public List<WaitingClient> byClient() {
        return jdbc.sql("""
                        select client, count(*) as runs, min(not_before) as since from run
                        where state = 'QUEUED' and queue is not null group by client order by since, client""")
                .query((row, number) -> new WaitingClient(
                        row.getString("client"),
                        row.getLong("runs"),
                        row.getObject("since", OffsetDateTime.class).toInstant()))
                .list();
    }

    /**
     * A client whose runs wait for a slot.
     *
     * @param since when the one that waits longest began to wait
     */
    public record WaitingClient(String client, long runs, Instant since) {}

    /** A run that a slot is busy with. */
    public record InTraining(
            Attempt attempt,
            Purpose purpose,
            UUID group,
            int repeat,
            UUID server,
            @Nullable String lane,
            Instant since) {}
}
