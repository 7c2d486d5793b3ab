package dev.rangefinder.faults;

import dev.rangefinder.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * What the database itself says of a campaign. Its triggers write down every change of state and every chunk of a
 * curve, with the server that wrote it and with what the run's row said at that moment; at the end they are held
 * against what must be true.
 */
final class AuditTrail {

    private static final Path TRIGGERS = Path.of("src", "test", "resources", "faults", "audit.sql");

    private final JdbcTemplate jdbc;

    AuditTrail(TestDatabase.Location database) {
        this.jdbc = new JdbcTemplate(new DriverManagerDataSource(database.url(), database.user(), database.password()));
    }

    /** Once a server has made the tables. */
    void open() {
        try {
            jdbc.execute(Files.readString(TRIGGERS));
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    int ended() {
        return count("select count(*) from run where state in ('SUCCEEDED', 'FAILED', 'CANCELLED')");
    }

    private int count(String sql) {
        Integer count = jdbc.queryForObject(sql, Integer.class);
        return count == null ? 0 : count;
    }

    List<Map<String, Object>> rows(String sql, Object... values) {
        return jdbc.queryForList(sql, values);
    }

    /** Holds the end state against what must be true whatever has happened. */
    List<Finding> findings(CampaignPlan plan) {
        List<Finding> findings = new ArrayList<>();
        findings.add(of("run lost or submitted twice", plan.runs(), """
                select count(*) as runs, %d as expected from run having count(*) <> %d""".formatted(plan.runs(), plan.runs())));
        findings.add(of("run not ended", plan.runs(), """
                select id, state, attempt, owner, lease_until, not_before, failures from run
                where state not in ('SUCCEEDED', 'FAILED', 'CANCELLED')"""));
        findings.add(of("run ended otherwise than it must", plan.runs(), """
                select id, seed, state, attempt, handed_back, failures from run
                where state <> case when seed >= 900000000 then 'FAILED' else 'SUCCEEDED' end"""));
        findings.add(of("run ended more or less than once, or changed after its end", plan.runs(), """
                select r.id, count(t.*) filter (where t.now_state in ('SUCCEEDED', 'FAILED', 'CANCELLED')) as ends,
                  count(t.*) filter (where t.was_state in ('SUCCEEDED', 'FAILED', 'CANCELLED')) as changes_after
                from run r left join audit.transition t on t.run = r.id group by r.id
                having count(t.*) filter (where t.now_state in ('SUCCEEDED', 'FAILED', 'CANCELLED')) <> 1
                  or count(t.*) filter (where t.was_state in ('SUCCEEDED', 'FAILED', 'CANCELLED')) <> 0"""));
        findings.add(of("attempt not counted exactly at its claim", plan.runs(), """
                select r.id, r.attempt, count(t.*) as claims from run r
                left join audit.transition t on t.run = r.id and t.now_state = 'RUNNING'
                group by r.id having count(t.*) <> r.attempt or max(t.attempt) <> r.attempt"""));
        int chunks = count("select count(*) from audit.chunk");
        findings.add(of("stale write accepted: of a curve, by an attempt that was not the current one", chunks, """
                select * from audit.chunk where run_state <> 'RUNNING' or run_attempt <> attempt"""));
        findings.add(of("stale write accepted: of a curve, by another server than the one that claimed", chunks, """
                select c.*, t.writer as claimed_by from audit.chunk c
                left join audit.transition t on t.run = c.run and t.attempt = c.attempt and t.now_state = 'RUNNING'
                where t.writer is distinct from c.writer"""));
        findings.add(
                of("write without the lock of the run's row", chunks, "select * from audit.chunk where not locked"));
        findings.add(of(
                "stale write accepted: of a success, by another server than the one that claimed", plan.runs(), """
                select s.*, t.writer as claimed_by from audit.transition s
                left join audit.transition t on t.run = s.run and t.attempt = s.attempt and t.now_state = 'RUNNING'
                where s.now_state = 'SUCCEEDED' and t.writer is distinct from s.writer"""));
        findings.add(of("curve with a point missing, twice or too much", plan.runs(), """
                with point as (select c.run_id, p.iteration from run r
                  join curve_chunk c on c.run_id = r.id and c.attempt = r.attempt
                  cross join lateral unnest(c.iterations) as p(iteration))
                select r.id, r.attempt, r.iterations_done, count(p.iteration) as points,
                  count(distinct p.iteration) as different, max(p.iteration) as last
                from run r left join point p on p.run_id = r.id
                where r.state = 'SUCCEEDED' and r.end_reason = 'COMPLETED' group by r.id
                having count(p.iteration) <> r.iterations or count(distinct p.iteration) <> r.iterations
                  or max(p.iteration) <> r.iterations - 1 or r.iterations_done <> r.iterations"""));
        if (plan.work() instanceof Work.Stub) {
            stubCurves(plan, findings);
        }
        findings.add(of(
                "range test that is not over exactly once, after all its runs, with a recommendation",
                plan.rangeTests() + plan.poisoned(),
                """
                select g.id, g.state, g.ended_at, max(r.ended_at) as last_run, (select count(*) from audit.conclusion c
                    where c.range_test = g.id and c.now_state in ('SUCCEEDED', 'FAILED', 'CANCELLED')) as ends
                from range_test g join run r on r.group_id = g.id group by g.id
                having g.state <> case when g.seed >= 900000000 then 'FAILED' else 'SUCCEEDED' end
                  or (g.state = 'SUCCEEDED') <> (g.recommendation is not null)
                  or (select count(*) from audit.conclusion c where c.range_test = g.id
                        and c.now_state in ('SUCCEEDED', 'FAILED', 'CANCELLED')) <> 1"""));
        if (plan.poisoned() > 0) {
            findings.add(of(
                    "poisoned run that had more or less than its %d attempts".formatted(plan.maxAttempts()),
                    plan.poisoned(),
                    """
                    select id, attempt, handed_back, failures from run where seed >= 900000000
                      and (attempt - handed_back <> %d or failure_reason is distinct from 'QUARANTINED')""".formatted(plan.maxAttempts())));
        }
        if (plan.isOrderly()) {
            findings.add(
                    of("run that has cost an attempt without a fault of its own", plan.runs() - plan.poisoned(), """
                    select id, attempt, handed_back, failures from run
                    where attempt - handed_back <> 1 and seed < 900000000"""));
        }
        return findings;
    }

    /** The stub's losses follow from the order, and its accuracy is one number a process. */
    private void stubCurves(CampaignPlan plan, List<Finding> findings) {
        findings.add(of("curve with points of two attempts", plan.runs(), """
                with point as (select c.run_id, p.accuracy from run r
                  join curve_chunk c on c.run_id = r.id and c.attempt = r.attempt
                  cross join lateral unnest(c.accuracy) as p(accuracy))
                select r.id, r.attempt, r.provenance, min(p.accuracy), max(p.accuracy)
                from run r join point p on p.run_id = r.id where r.state = 'SUCCEEDED' group by r.id
                having min(p.accuracy) <> max(p.accuracy)
                  or min(p.accuracy) is distinct from (r.provenance ->> 'nonce')::float8"""));
        findings.add(of("attempt with points of two trainers, dead ones too", count("""
                select count(*) from (select distinct run, attempt from audit.chunk) as attempts"""), """
                select run, attempt, min(lowest), max(highest) from audit.chunk group by run, attempt
                having min(lowest) <> max(highest)"""));
        findings.add(of("curve with a wrong loss", plan.runs(), """
                select r.id, count(*) from run r join curve_chunk c on c.run_id = r.id and c.attempt = r.attempt
                cross join lateral unnest(c.iterations, c.loss) as p(iteration, loss)
                where p.loss <> ((r.seed * 31 + p.iteration * 7919) % 1000 + 1) / 1000.0::float8 group by r.id"""));
    }

    private Finding of(String offence, long tries, String sql) {
        return new Finding(offence, tries, rows(sql).stream().map(Map::toString).toList());
    }
}
