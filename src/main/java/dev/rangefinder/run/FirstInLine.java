package dev.rangefinder.run;

import dev.rangefinder.run.FairShare.Turn;
import dev.rangefinder.run.place.DeviceKind;
import dev.rangefinder.run.place.Offer;
import dev.rangefinder.run.place.Placement;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.shared.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Takes the run that has waited longest of those that wait alike, in one statement: JPA would read the row, compare it
 * and write it, which took most of a claim's time.
 */
@Component
class FirstInLine {

    /** Two servers that ask at once get two runs. */
    static final String SQL = """
            update run set
              state = 'RUNNING', attempt = attempt + 1, lane = :lane, claimed_at = clock_timestamp(),
              owner = :server, lease_until = clock_timestamp() + make_interval(secs => :leaseSeconds),
              iterations_done = 0, training_since = null, provenance = null
            where id = (
              select id from run
              where state = 'QUEUED' and queue = :queue and client = :client and priority = :priority
                and not_before <= now()
              order by not_before, id limit 1 for update skip locked
            )
            returning id, attempt, purpose, group_id, repeat, workload, dataset_hash, schedule, iterations, seed, evaluation,
              stop_rule, measures_flatness, client, priority, asked_lane, asked_device""";

    private final JdbcClient jdbc;

    FirstInLine(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Empty if there is none by now that no other server takes at this moment. */
    Optional<Taken> take(Turn turn, Offer offer, UUID server, Duration lease) {
        return jdbc.sql(SQL)
                .param("lane", offer.lane())
                .param("server", server)
                .param("leaseSeconds", lease.toMillis() / 1000.0)
                .param("queue", turn.queue())
                .param("client", turn.client())
                .param("priority", turn.priority())
                .query((row, number) -> taken(row))
                .optional();
    }

    private static Taken taken(ResultSet row) throws SQLException {
        Attempt attempt = new Attempt(row.getObject("id", UUID.class), row.getInt("attempt"));
        return new Taken(
                Purpose.valueOf(row.getString("purpose")),
                new ClaimedRun(attempt, row.getObject("group_id", UUID.class), order(row)));
    }

    private static ManagedOrder order(ResultSet row) throws SQLException {
        String device = row.getString("asked_device");
        return new ManagedOrder(
                row.getInt("repeat"),
                json(row, "workload", Workload.class),
                row.getString("dataset_hash"),
                json(row, "schedule", Schedule.class),
                row.getLong("iterations"),
                row.getLong("seed"),
                json(row, "evaluation", Evaluation.class),
                StopRule.valueOf(row.getString("stop_rule")),
                row.getBoolean("measures_flatness"),
                new Placement(
                        row.getString("client"),
                        row.getInt("priority"),
                        row.getString("asked_lane"),
                        device == null ? null : DeviceKind.valueOf(device)));
    }

    private static <T> T json(ResultSet row, String column, Class<T> type) throws SQLException {
        return Json.MAPPER.readValue(row.getString(column), type);
    }

    /** A run that was taken, and what its group is. */
    record Taken(Purpose purpose, ClaimedRun run) {}
}
