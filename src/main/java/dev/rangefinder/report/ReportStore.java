package dev.rangefinder.report;

import dev.rangefinder.curve.ChunkColumns;
import dev.rangefinder.curve.Observation;
import dev.rangefinder.report.curve.Outcome;
import dev.rangefinder.report.curve.Reporting;
import dev.rangefinder.run.Purpose;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.shared.Json;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Keeps how far runs are reported: a row each, whose lock is that of all that happens to a reported run. */
@Component
class ReportStore {

    private static final String INSERT = """
            insert into run_report (purpose, run_id, group_id, repeat, reporting, open, heard_at, through, beyond, ended, highest,
              kept_through, reading, outcome, stamp)
            values (?, ?, ?, ?, cast(? as jsonb), ?, clock_timestamp(), ?, ?, ?, ?, ?, ?, ?, 0)""";

    private static final String SPECS = """
            select report.run_id, report.reporting, run.schedule, run.iterations, run.stop_rule
            from run_report report join run on run.id = report.run_id
            where\s""";

    private static final String LOCK = """
            select open, through, beyond, ended, highest, kept_through, reading, stop_at, outcome, trainer
            from run_report where run_id = ? for update""";

    private static final String UPDATE = """
            update run_report set open = ?, heard_at = clock_timestamp(), through = ?, beyond = ?, ended = ?, highest = ?,
              kept_through = ?, reading = ?, stop_at = ?, outcome = ?, stamp = ?, trainer = ?
            where run_id = ?""";

    /**
     * What follows in a run of one rank, if the row is as it was left: one statement, which is a transaction of its
     * own. That is why it writes to the curve's table, too.
     */
    private static final String GO_ON = """
            with report as (
              update run_report set heard_at = clock_timestamp(), through = ?, highest = ?, kept_through = ?, reading = ?,
                outcome = ?, stamp = ?
              where run_id = ? and stamp = ?
              returning run_id),
            chunk as (insert into curve_chunk (run_id, attempt, %s) select run_id, ?, %s from report where ?)
            select from report""".formatted(ChunkColumns.NAMES, ChunkColumns.PARAMETERS);

    /**
     * Of runs that are queued, the last word counts that was said of any run of their group: repeats come one by one.
     */
    private static final String GIVEN_UP = """
            select report.run_id from run_report report join run on run.id = report.run_id
            where run.reported and run.ended_at is null and (
              (run.state = 'STALLED' and report.heard_at < clock_timestamp() - make_interval(secs => ?))
              or (run.state = 'QUEUED' and (select max(heard_at) from run_report of_group
                where of_group.group_id = report.group_id) < clock_timestamp() - make_interval(secs => ?)))
            order by report.run_id limit ? for update of report skip locked""";

    /** Those that a trainer has come first; what another one trains is left to it while it is heard of. */
    private static final String NEXT = """
            select report.run_id from run_report report join run on run.id = report.run_id
            where report.group_id = ? and report.purpose = ? and run.ended_at is null
              and (not report.open or report.trainer = ?)
            order by report.trainer is distinct from ?, report.run_id limit 1 for update of report skip locked""";

    private static final String SILENT = """
            select run_id from run_report
            where open and heard_at < clock_timestamp() - make_interval(secs => ?)
            order by run_id limit ? for update skip locked""";

    private final JdbcTemplate jdbc;

    ReportStore(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    void add(Purpose purpose, UUID group, int repeat, ReportProgress report) {
        ReportProgress.Kept kept = report.kept();
        jdbc.update(connection -> {
            PreparedStatement statement = connection.prepareStatement(INSERT);
            statement.setString(1, purpose.name());
            statement.setObject(2, report.spec().run());
            statement.setObject(3, group);
            statement.setInt(4, repeat);
            statement.setString(5, Json.MAPPER.writeValueAsString(report.spec().reporting()));
            statement.setBoolean(6, kept.open());
            statement.setObject(7, kept.through());
            statement.setObject(8, kept.beyond());
            statement.setObject(9, kept.ended());
            statement.setLong(10, kept.highest());
            statement.setLong(11, kept.keptThrough());
            statement.setObject(12, kept.reading());
            statement.setObject(13, kept.outcome().toArray());
            return statement;
        });
    }

    Optional<ReportedRunSpec> spec(Purpose purpose, UUID group, int repeat) {
        return specs("report.group_id = ? and report.repeat = ? and report.purpose = ?", group, repeat, purpose.name())
                .stream()
                .findFirst();
    }

    ReportedRunSpec spec(UUID run) {
        return specs("report.run_id = ?", run).getFirst();
    }

    /** In the order in which they are locked. */
    List<ReportedRunSpec> specs(UUID group) {
        return specs("report.group_id = ? order by report.run_id", group);
    }

    private List<ReportedRunSpec> specs(String condition, Object... values) {
        return jdbc.query(
                SPECS + condition,
                (row, number) -> new ReportedRunSpec(
                        row.getObject("run_id", UUID.class),
                        Json.MAPPER.readValue(row.getString("reporting"), Reporting.class),
                        Json.MAPPER.readValue(row.getString("schedule"), Schedule.class),
                        row.getLong("iterations"),
                        StopRule.valueOf(row.getString("stop_rule"))),
                values);
    }

    /** Locks a row until the transaction ends; empty if it is deleted. */
    Optional<ReportProgress> lock(ReportedRunSpec spec) {
        return jdbc.query(LOCK, (row, number) -> new ReportProgress(spec, kept(row)), spec.run()).stream()
                .findFirst();
    }

    private static ReportProgress.Kept kept(ResultSet row) throws SQLException {
        long stopAt = row.getLong("stop_at");
        boolean hasStop = !row.wasNull();
        return new ReportProgress.Kept(
                row.getBoolean("open"),
                longs(row.getArray("through")),
                longs(row.getArray("beyond")),
                booleans(row.getArray("ended")),
                row.getLong("highest"),
                row.getLong("kept_through"),
                doubles(row.getArray("reading")),
                hasStop ? stopAt : null,
                outcome(row),
                row.getString("trainer"));
    }

    private static Outcome outcome(ResultSet row) throws SQLException {
        return Outcome.of((Double[]) row.getArray("outcome").getArray());
    }

    /** Saves a row that is locked, and leaves a new stamp there, which it returns. */
    long save(ReportProgress report) {
        ReportProgress.Kept kept = report.kept();
        long stamp = ThreadLocalRandom.current().nextLong();
        jdbc.update(connection -> {
            PreparedStatement statement = connection.prepareStatement(UPDATE);
            statement.setBoolean(1, kept.open());
            statement.setObject(2, kept.through());
            statement.setObject(3, kept.beyond());
            statement.setObject(4, kept.ended());
            statement.setLong(5, kept.highest());
            statement.setLong(6, kept.keptThrough());
            statement.setObject(7, kept.reading());
            statement.setObject(8, kept.stopAt(), Types.BIGINT);
            statement.setObject(9, kept.outcome().toArray());
            statement.setLong(10, stamp);
            statement.setString(11, kept.trainer());
            statement.setObject(12, report.spec().run());
            return statement;
        });
        return stamp;
    }

    /**
     * Saves what follows on a row that is as it was left, without a lock on it.
     *
     * @param points what the curve gains
     * @param left the stamp that was left there
     * @return the new stamp; empty, and nothing is changed, if the row is another by now
     */
    OptionalLong goOn(ReportProgress report, List<Observation> points, long left) {
        ReportProgress.Kept kept = report.kept();
        long stamp = ThreadLocalRandom.current().nextLong();
        boolean isThere = Boolean.TRUE.equals(jdbc.query(
                connection -> {
                    PreparedStatement statement = connection.prepareStatement(GO_ON);
                    statement.setObject(1, kept.through());
                    statement.setLong(2, kept.highest());
                    statement.setLong(3, kept.keptThrough());
                    statement.setObject(4, kept.reading());
                    statement.setObject(5, kept.outcome().toArray());
                    statement.setLong(6, stamp);
                    statement.setObject(7, report.spec().run());
                    statement.setLong(8, left);
                    statement.setInt(9, Reports.NO_ATTEMPT);
                    int next = ChunkColumns.set(statement, 10, points);
                    statement.setBoolean(next, !points.isEmpty());
                    return statement;
                },
                ResultSet::next));
        return isThere ? OptionalLong.of(stamp) : OptionalLong.empty();
    }

    /** Locks those that were silent for too long and are not locked yet, and closes them. */
    List<UUID> closeSilent(Duration timeout, int most) {
        List<UUID> silent = runs(SILENT, seconds(timeout), most);
        silent.forEach(run -> jdbc.update("update run_report set open = false, stamp = 0 where run_id = ?", run));
        return silent;
    }

    /** Locks those whose runs wait for a report that is no longer expected. */
    List<UUID> lockGivenUp(Duration patience, int most) {
        return runs(GIVEN_UP, seconds(patience), seconds(patience), most);
    }

    /** Locks the run that a trainer is to train next, if there is one. */
    Optional<UUID> lockNext(Purpose purpose, UUID group, String trainer) {
        return runs(NEXT, group, purpose.name(), trainer, trainer).stream().findFirst();
    }

    void delete(UUID group) {
        jdbc.update("delete from run_report where group_id = ?", group);
    }

    /** Where the runs of some groups stand. */
    List<ReportStatus> statuses(List<UUID> groups) {
        return jdbc.query(
                """
                select run_id, (select min(t) from unnest(through) t) as through, kept_through, outcome
                from run_report where group_id = any(?)""",
                (row, number) -> new ReportStatus(
                        row.getObject("run_id", UUID.class),
                        row.getLong("through"),
                        row.getLong("kept_through") + 1,
                        outcome(row)),
                (Object) groups.toArray(UUID[]::new));
    }

    private List<UUID> runs(String sql, Object... values) {
        return jdbc.query(sql, (row, number) -> row.getObject(1, UUID.class), values);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static long[] longs(Array array) throws SQLException {
        return Arrays.stream((Long[]) array.getArray())
                .mapToLong(Long::longValue)
                .toArray();
    }

    private static double[] doubles(Array array) throws SQLException {
        return Arrays.stream((Double[]) array.getArray())
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    private static boolean[] booleans(Array array) throws SQLException {
        Boolean[] boxed = (Boolean[]) array.getArray();
        boolean[] values = new boolean[boxed.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = boxed[i];
        }
        return values;
    }
}
