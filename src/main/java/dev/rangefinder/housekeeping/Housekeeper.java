package dev.rangefinder.housekeeping;

import dev.rangefinder.shared.Chore;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;
import org.springframework.scheduling.support.PeriodicTrigger;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Does every chore, round after round. A pass is one transaction, under a lock in the database that another server's
 * pass over the same chore holds too; what fails is logged and comes again with the next round.
 */
@Component
class Housekeeper implements SchedulingConfigurer {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeper.class);

    /** So that a chore with a backlog does not keep the others waiting for ever. */
    private static final int MOST_PASSES = 100;

    private final List<Chore> chores;
    private final HousekeepingSettings settings;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final MeterRegistry meters;

    Housekeeper(
            List<Chore> chores,
            HousekeepingSettings settings,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            MeterRegistry meters) {
        this.chores = chores;
        this.settings = settings;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.meters = meters;
    }

    /** With a trigger, rounds have a thread of their own and do not overlap. */
    @Override
    public void configureTasks(ScheduledTaskRegistrar registrar) {
        PeriodicTrigger trigger = new PeriodicTrigger(settings.every());
        trigger.setInitialDelay(settings.every());
        registrar.addTriggerTask(this::round, trigger);
    }

    void round() {
        chores.forEach(this::carryOut);
    }

    private void carryOut(Chore chore) {
        int removed = 0;
        try {
            int last = pass(chore);
            removed = last;
            for (int passes = 1; last > 0 && passes < MOST_PASSES; passes++) {
                last = pass(chore);
                removed += last;
            }
        } catch (RuntimeException exception) {
            meters.counter("rangefinder.housekeeping.failures", "chore", chore.name())
                    .increment();
            LOG.warn("Could not remove {}, which is tried again: {}", chore.name(), exception.getMessage());
        }
        meters.counter("rangefinder.housekeeping.removed", "chore", chore.name())
                .increment(removed);
        if (removed > 0) {
            LOG.info("Removed {}: {}", chore.name(), removed);
        }
    }

    private int pass(Chore chore) {
        return Objects.requireNonNull(transaction.execute(status -> isOurs(chore) ? chore.pass() : 0));
    }

    /** Until the transaction ends. */
    private boolean isOurs(Chore chore) {
        return jdbc.sql("select pg_try_advisory_xact_lock(hashtextextended(:name, 0))")
                .param("name", "chore " + chore.name())
                .query(Boolean.class)
                .single();
    }
}
