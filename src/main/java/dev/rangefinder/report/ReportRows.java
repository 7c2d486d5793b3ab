package dev.rangefinder.report;

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
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Keeps how far runs are reported: a row each, whose lock is that of all that happens to a reported run. */
@Component
class ReportRows {

    private static final String INSERT = """
            insert into run_report (purpose, run_id, group_id, repeat, reporting, open, heard_at, through, beyond, ended, highest,
              kept_through, reading, outcome)
            values (?, ?, ?, ?, cast(? as jsonb), ?, clock_timestamp(), ?, ?, ?, ?, ?, ?, ?)""";

    private static final String PLANS = """
            select report.run_id, report.reporting, run.schedule, run.iterations, run.stop_rule
            from run_report report join training_run run on run.id = report.run_id
            where\s""";

    private static final String LOCK = """
            select open, through, beyond, ended, highest, kept_through, reading, stop_at, outcome
            from run_report where run_id = ? for update""";

    private static final String UPDATE = """
            update run_report set open = ?, heard_at = clock_timestamp(), through = ?, beyond = ?, ended = ?, highest = ?,
              kept_through = ?, reading = ?, stop_at = ?, outcome = ?
            where run_id = ?""";

    /** Of runs that are queued, the last word counts that was said of any run of their group: repeats come one by one. */
    private static final String GIVEN_UP = """
            select report.run_id from run_report report join training_run run on run.id = report.run_id
            where run.reported and run.ended_at is null and (
              (run.state = 'STALLED' and report.heard_at < clock_timestamp() - make_interval(secs => ?))
              or (run.state = 'QUEUED' and (select max(heard_at) from run_report of_group
                where of_group.group_id = report.group_id) < clock_timestamp() - make_interval(secs => ?)))
            order by report.run_id limit ? for update of report skip locked""";

    private static final String SILENT = """
            select run_id from run_report
            where open and heard_at < clock_timestamp() - make_interval(secs => ?)
            order by run_id limit ? for update skip locked""";

    private final JdbcTemplate jdbc;

    ReportRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    void add(Purpose purpose, UUID group, int repeat, RunReport report) {
        RunReport.Kept kept = report.kept();
        jdbc.update(connection -> {
            PreparedStatement statement = connection.prepareStatement(INSERT);
            statement.setString(1, purpose.name());
            statement.setObject(2, report.plan().run());
            statement.setObject(3, group);
            statement.setInt(4, repeat);
            statement.setString(5, Json.MAPPER.writeValueAsString(report.plan().reporting()));
            statement.setBoolean(6, kept.open());
            statement.setArray(7, connection.createArrayOf("int8", boxed(kept.through())));
            statement.setArray(8, connection.createArrayOf("int8", boxed(kept.beyond())));
            statement.setArray(9, connection.createArrayOf("bool", boxed(kept.ended())));
            statement.setLong(10, kept.highest());
            statement.setLong(11, kept.keptThrough());
            statement.setArray(12, connection.createArrayOf("float8", boxed(kept.reading())));
            statement.setArray(
                    13, connection.createArrayOf("float8", kept.outcome().toArray()));
            return statement;
        });
    }

    Optional<Plan> plan(Purpose purpose, UUID group, int repeat) {
        return plans("report.group_id = ? and report.repeat = ? and report.purpose = ?", group, repeat, purpose.name())
                .stream()
                .findFirst();
    }

    Plan plan(UUID run) {
        return plans("report.run_id = ?", run).getFirst();
    }

    /** In the order in which they are locked. */
    List<Plan> plans(UUID group) {
        return plans("report.group_id = ? order by report.run_id", group);
    }

    private List<Plan> plans(String condition, Object... values) {
        return jdbc.query(
                PLANS + condition,
                (row, number) -> new Plan(
                        row.getObject("run_id", UUID.class),
                        Json.MAPPER.readValue(row.getString("reporting"), Reporting.class),
                        Json.MAPPER.readValue(row.getString("schedule"), Schedule.class),
                        row.getLong("iterations"),
                        StopRule.valueOf(row.getString("stop_rule"))),
                values);
    }

    /** Locks a row until the transaction ends; empty if it is deleted. */
    Optional<RunReport> lock(Plan plan) {
        return jdbc.query(LOCK, (row, number) -> new RunReport(plan, kept(row)), plan.run()).stream()
                .findFirst();
    }

    private static RunReport.Kept kept(ResultSet row) throws SQLException {
        long stopAt = row.getLong("stop_at");
        boolean hasStop = !row.wasNull();
        return new RunReport.Kept(
                row.getBoolean("open"),
                longs(row.getArray("through")),
                longs(row.getArray("beyond")),
                booleans(row.getArray("ended")),
                row.getLong("highest"),
                row.getLong("kept_through"),
                doubles(row.getArray("reading")),
                hasStop ? stopAt : null,
                outcome(row));
    }

    private static Outcome outcome(ResultSet row) throws SQLException {
        return Outcome.of((Double[]) row.getArray("outcome").getArray());
    }

    void save(RunReport report) {
        RunReport.Kept kept = report.kept();
        jdbc.update(connection -> {
            PreparedStatement statement = connection.prepareStatement(UPDATE);
            statement.setBoolean(1, kept.open());
            statement.setArray(2, connection.createArrayOf("int8", boxed(kept.through())));
            statement.setArray(3, connection.createArrayOf("int8", boxed(kept.beyond())));
            statement.setArray(4, connection.createArrayOf("bool", boxed(kept.ended())));
            statement.setLong(5, kept.highest());
            statement.setLong(6, kept.keptThrough());
            statement.setArray(7, connection.createArrayOf("float8", boxed(kept.reading())));
            statement.setObject(8, kept.stopAt(), Types.BIGINT);
            statement.setArray(
                    9, connection.createArrayOf("float8", kept.outcome().toArray()));
            statement.setObject(10, report.plan().run());
            return statement;
        });
    }

    /** Locks those that were silent for too long and that nobody else has locked, and closes them. */
    List<UUID> closeSilent(Duration timeout, int most) {
        List<UUID> silent = runs(SILENT, seconds(timeout), most);
        silent.forEach(run -> jdbc.update("update run_report set open = false where run_id = ?", run));
        return silent;
    }

    /** Locks those whose runs wait for a report that is no longer expected. */
    List<UUID> lockGivenUp(Duration patience, int most) {
        return runs(GIVEN_UP, seconds(patience), seconds(patience), most);
    }

    void delete(UUID group) {
        jdbc.update("delete from run_report where group_id = ?", group);
    }

    /** Where the runs of some groups stand. */
    List<ReportStanding> standings(List<UUID> groups) {
        return jdbc.query(
                """
                select run_id, (select min(t) from unnest(through) t) as through, kept_through, outcome
                from run_report where group_id = any(?)""",
                (row, number) -> new ReportStanding(
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

    private static Long[] boxed(long[] values) {
        return Arrays.stream(values).boxed().toArray(Long[]::new);
    }

    private static Double[] boxed(double[] values) {
        return Arrays.stream(values).boxed().toArray(Double[]::new);
    }

    private static Boolean[] boxed(boolean[] values) {
        Boolean[] boxed = new Boolean[values.length];
        for (int i = 0; i < values.length; i++) {
            boxed[i] = values[i];
        }
        return boxed;
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
