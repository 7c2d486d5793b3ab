package dev.rangefinder.run;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Which lanes there are, on whatever server. Servers say so themselves, again and again; what a server that is gone had
 * to offer stays known, since it may come back.
 */
@Component
public class LaneRegistry {

    private final JdbcClient jdbc;
    private final RunSettings settings;

    LaneRegistry(JdbcClient jdbc, RunSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /** Says, or says again, that a server has a lane. */
    public void announce(UUID server, Offer offer, int slots, String host) {
        jdbc.sql("""
                        insert into lane_server (server, lane, device, host, slots, started_at, seen_at)
                        values (:server, :lane, :device, :host, :slots, clock_timestamp(), clock_timestamp())
                        on conflict (server, lane) do update set seen_at = excluded.seen_at""")
                .param("server", server)
                .param("lane", offer.lane())
                .param("device", offer.device().name())
                .param("host", host)
                .param("slots", slots)
                .update();
    }

    /** What is, or was not long ago, offered. */
    public List<Offer> offers() {
        return jdbc.sql("select distinct lane, device from lane_server order by lane, device")
                .query((row, number) -> new Offer(row.getString(1), DeviceKind.valueOf(row.getString(2))))
                .list();
    }

    /** The lanes of all servers, by name; what a server was seen to have a lease ago counts as gone. */
    public List<Presence> presences() {
        return jdbc.sql("""
                        select lane, device, server, host, slots, seen_at,
                          seen_at > clock_timestamp() - make_interval(secs => :lease) as alive
                        from lane_server order by lane, started_at""")
                .param("lease", settings.lease().toMillis() / 1000.0)
                .query((row, number) -> new Presence(
                        new Offer(row.getString("lane"), DeviceKind.valueOf(row.getString("device"))),
                        row.getObject("server", UUID.class),
                        row.getString("host"),
                        row.getInt("slots"),
                        row.getObject("seen_at", OffsetDateTime.class).toInstant(),
                        row.getBoolean("alive")))
                .list();
    }

    /** The runs in training, wherever they are. */
    public List<InTraining> inTraining() {
        return jdbc.sql("""
                        select id, group_id, repeat, attempt, owner, lane, claimed_at from run
                        where state = 'RUNNING' and owner is not null order by claimed_at, id""")
                .query((row, number) -> new InTraining(
                        new Attempt(row.getObject("id", UUID.class), row.getInt("attempt")),
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

    /** A lane on one server. */
    public record Presence(Offer offer, UUID server, String host, int slots, Instant seenAt, boolean alive) {}

    /** A run that a slot is busy with. */
    public record InTraining(
            Attempt attempt,
            UUID group,
            int repeat,
            UUID server,
            @Nullable String lane,
            Instant since) {}
}
