package dev.rangefinder.run.place;

import dev.rangefinder.shared.Json;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
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

    LaneRegistry(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Says, or says again, that a server has a lane.
     *
     * @param engine what its trainers compute with
     * @param idle why it starts nothing at present
     * @param gpus what its slots train on, if they have GPUs of the server's machine
     */
    public void announce(
            UUID server, Offer offer, int slots, String host, Engine engine, Optional<Idle> idle, List<SlotGpu> gpus) {
        jdbc.sql("""
                        insert into lane_server (server, lane, device, host, slots, started_at, seen_at, launch_failure, launch_retry_at,
                          gpus, engine)
                        values (:server, :lane, :device, :host, :slots, clock_timestamp(), clock_timestamp(),
                          :failure, clock_timestamp() + make_interval(secs => :retry), cast(:gpus as jsonb),
                          cast(:engine as jsonb))
                        on conflict (server, lane) do update set seen_at = excluded.seen_at,
                          launch_failure = excluded.launch_failure, launch_retry_at = excluded.launch_retry_at,
                          gpus = excluded.gpus, engine = excluded.engine""")
                .param("server", server)
                .param("lane", offer.lane())
                .param("device", offer.device().name())
                .param("host", host)
                .param("slots", slots)
                .param("failure", idle.map(Idle::reason).orElse(null), Types.VARCHAR)
                .param(
                        "retry",
                        idle.map(pause -> pause.left().toMillis() / 1000.0).orElse(null),
                        Types.DOUBLE)
                .param("gpus", Json.MAPPER.writeValueAsString(gpus))
                .param("engine", Json.MAPPER.writeValueAsString(engine))
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
                        select lane, device, server, host, slots, seen_at, launch_failure, launch_retry_at, gpus, engine,
                          seen_at > clock_timestamp() - make_interval(secs => :lease) as alive
                        from lane_server order by lane, started_at""")
                .param("lease", lease.toMillis() / 1000.0)
                .query((row, number) -> new Presence(
                        new Offer(row.getString("lane"), DeviceKind.valueOf(row.getString("device"))),
                        row.getObject("server", UUID.class),
                        row.getString("host"),
                        row.getInt("slots"),
                        row.getObject("seen_at", OffsetDateTime.class).toInstant(),
                        row.getBoolean("alive"),
                        row.getString("launch_failure"),
                        instant(row.getObject("launch_retry_at", OffsetDateTime.class)),
                        List.of(Json.MAPPER.readValue(row.getString("gpus"), SlotGpu[].class)),
                        engine(row.getString("engine"))))
                .list();
    }

    private static @Nullable Engine engine(@Nullable String json) {
        return json == null ? null : Json.MAPPER.readValue(json, Engine.class);
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    /**
     * Why a lane starts nothing.
     *
     * @param left how long it waits before it tries again
     */
    public record Idle(String reason, Duration left) {}

    /**
     * What trainers compute with.
     *
     * @param pytorch its version
     * @param bundled whether it is the one that comes with this program
     * @param refusal why it is not the one that the settings ask for; null if it is
     */
    public record Engine(
            String pytorch, boolean bundled, @Nullable String refusal) {}

    /**
     * A GPU that slots train on, and how it is; what the machine does not say is null.
     *
     * @param index in the order of the PCI bus
     * @param slots how many train on it at once
     * @param memoryBytes in total
     * @param usedBytes of that, by whatever process
     * @param utilization the share of the last moments in which it computed
     * @param celsius its temperature
     * @param unfit why no run is begun on it at present
     */
    public record SlotGpu(
            String uuid,
            int index,
            String model,
            int slots,
            @Nullable Long memoryBytes,
            @Nullable Long usedBytes,
            @Nullable Double utilization,
            @Nullable Integer celsius,
            @Nullable String unfit) {}

    /**
     * A lane on one server.
     *
     * @param launchFailure why its last launch started no trainer; null if it did
     * @param launchRetryAt when it may launch again, there with the failure
     * @param engine null of a server that was last seen before servers said it
     */
    public record Presence(
            Offer offer,
            UUID server,
            String host,
            int slots,
            Instant seenAt,
            boolean alive,
            @Nullable String launchFailure,
            @Nullable Instant launchRetryAt,
            List<SlotGpu> gpus,
            @Nullable Engine engine) {}
}
