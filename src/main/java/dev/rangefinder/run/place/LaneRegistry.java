package dev.rangefinder.run.place;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Which lanes there are, on whatever server. Servers say so themselves, again and again; what a server that is gone had
 * to offer stays known, since it may come back.
 */
@Component
public class LaneRegistry {

    private final JdbcClient jdbc;

    LaneRegistry(JdbcClient jdbc) {
        this.jdbc = jdbc;
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

    /**
     * The lanes of all servers, by name.
     *
     * @param lease what a server has not announced for so long counts as gone
     */
    public List<Presence> presences(Duration lease) {
        return jdbc.sql("""
                        select lane, device, server, host, slots, seen_at,
                          seen_at > clock_timestamp() - make_interval(secs => :lease) as alive
                        from lane_server order by lane, started_at""")
                .param("lease", lease.toMillis() / 1000.0)
                .query((row, number) -> new Presence(
                        new Offer(row.getString("lane"), DeviceKind.valueOf(row.getString("device"))),
                        row.getObject("server", UUID.class),
                        row.getString("host"),
                        row.getInt("slots"),
                        row.getObject("seen_at", OffsetDateTime.class).toInstant(),
                        row.getBoolean("alive")))
                .list();
    }

    /** A lane on one server. */
    public record Presence(Offer offer, UUID server, String host, int slots, Instant seenAt, boolean alive) {}
}
