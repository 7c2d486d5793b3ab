package dev.rangefinder.run;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.CurveStore;
import dev.rangefinder.shared.Ids;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.IntUnaryOperator;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Runs as those see them who order them: in groups, such as the repeats of a range test. */
@Service
public class Runs {

    /**
     * Of a run that is reported, the row of its reports says it, as long as there is one. The room {@code report}
     * depends on this one: so its table is asked, not its types.
     */
    private static final String ITERATIONS_DONE =
            "coalesce((select kept_through + 1 from run_report where run_id = run.id), iterations_done)";

    private final RunRepository runs;
    private final CurveStore curves;
    private final JdbcClient jdbc;
    private final DatabaseClock clock;
    private final ApplicationEventPublisher events;

    Runs(
            RunRepository runs,
            CurveStore curves,
            JdbcClient jdbc,
            DatabaseClock clock,
            ApplicationEventPublisher events) {
        this.runs = runs;
        this.curves = curves;
        this.jdbc = jdbc;
        this.clock = clock;
        this.events = events;
    }

    /** Puts runs into the queue, in the caller's transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void enqueue(Purpose purpose, UUID group, List<ManagedOrder> orders) {
        Instant now = clock.now();
        runs.saveAll(orders.stream()
                .map(order -> new Run(purpose, group, order, now))
                .toList());
    }

    /** The runs of a group, by repeat. */
    @Transactional(readOnly = true)
    public List<Run> ofGroup(UUID group) {
        return runs.findByGroupIdOrderByRepeat(group);
    }

    @Transactional(readOnly = true)
    public List<Run> ofGroups(List<UUID> groups) {
        return runs.findByGroupIdInOrderByRepeat(groups);
    }

    /** Cancels what is not over: queued runs at once, running ones within about a second. */
    @Transactional
    public void cancel(UUID group) {
        Instant now = clock.now();
        for (Run run : runs.lockGroup(group)) {
            if (!run.state().isFinal()) {
                run.requestCancel(now);
                if (run.state().isFinal()) {
                    events.publishEvent(new RunChanged.Ended(group));
                }
            }
        }
    }

    /**
     * Deletes the runs of a group, and their curves, in the caller's transaction.
     *
     * @throws IllegalStateException if one of them is not over
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void delete(UUID group) {
        for (Run run : runs.lockGroup(group)) {
            if (!run.state().isFinal()) {
                throw new IllegalStateException("run %s is %s".formatted(run.getId(), run.state()));
            }
            curves.delete(run.getId());
            runs.delete(run);
        }
    }

    /**
     * Copies the runs of a group, which are over, and their curves into another group: from then on it does not matter
     * to one what becomes of the other.
     *
     * @param repeat of a copy, by that of the run
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void copy(UUID from, UUID to, IntUnaryOperator repeat) {
        for (Run run : runs.findByGroupIdOrderByRepeat(from)) {
            copy(run, run.purpose(), to, repeat.applyAsInt(run.repeat()), run.seed());
        }
    }

    /**
     * Copies a run that is over, and its curve, into a group.
     *
     * @param purpose of the group
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void copy(Run run, Purpose purpose, UUID to, int repeat, long seed) {
        runs.flush(); // else what this transaction has changed, which JPA keeps back, would not be copied
        UUID copy = Ids.next();
        jdbc.sql("""
                        insert into run (id, purpose, group_id, repeat, seed, iterations_done, %1$s)
                        select :copy, :purpose, :to, :repeat, :seed, %2$s, %1$s from run
                        where id = :id""".formatted(copiedColumns(), ITERATIONS_DONE))
                .param("copy", copy)
                .param("purpose", purpose.name())
                .param("to", to)
                .param("repeat", repeat)
                .param("seed", seed)
                .param("id", run.getId())
                .update();
        curves.copy(run.getId(), run.attempt().number(), copy);
    }

    /** All but those by which a copy differs, and those that PostgreSQL computes. */
    private String copiedColumns() {
        return jdbc.sql("""
                        select string_agg(quote_ident(column_name), ', ') from information_schema.columns
                        where table_schema = current_schema and table_name = 'run' and is_generated = 'NEVER'
                          and column_name not in ('id', 'purpose', 'group_id', 'repeat', 'seed', 'iterations_done')""").query(String.class).single();
    }

    /**
     * Where the runs of a group stand, by repeat. The room {@code report} depends on this one: so its table is asked,
     * not its types.
     */
    @Transactional(readOnly = true)
    public List<RunProgress> progress(UUID group) {
        runs.flush(); // else a change of this transaction, which JPA keeps back, would be missing
        return jdbc.sql("""
                        select run.id, run.repeat, run.attempt, run.state,
                          %s as done, run.iterations
                        from run left join run_report report on report.run_id = run.id
                        where run.group_id = :group order by run.repeat""".formatted(ITERATIONS_DONE))
                .param("group", group)
                .query((row, number) -> new RunProgress(
                        row.getObject("id", UUID.class),
                        row.getInt("repeat"),
                        row.getInt("attempt"),
                        RunState.valueOf(row.getString("state")),
                        row.getLong("done"),
                        row.getLong("iterations")))
                .list();
    }

    /** What the run's latest attempt has observed so far. */
    @Transactional(readOnly = true)
    public Curve curve(Run run) {
        return curves.read(run.attempt().run(), run.attempt().number());
    }
}
