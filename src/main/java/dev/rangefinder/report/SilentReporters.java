package dev.rangefinder.report;

import dev.rangefinder.run.ReportedRuns;
import dev.rangefinder.run.Run;
import dev.rangefinder.run.RunState;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Looks for reporters that have fallen silent, by the clock of the database. Every server does; each run is locked by
 * one of them.
 */
@Component
class SilentReporters {

    private static final Logger LOG = LoggerFactory.getLogger(SilentReporters.class);

    private static final int LOOK_EVERY_SECONDS = 1;

    /** Little enough for one transaction, each of them with a recommendation in the worst case. */
    private static final int AT_ONCE = 20;

    private final Reports reports;
    private final ReportStore rows;
    private final ReportedRuns runs;
    private final ReportSettings settings;
    private final TransactionTemplate transaction;

    SilentReporters(
            Reports reports,
            ReportStore rows,
            ReportedRuns runs,
            ReportSettings settings,
            TransactionTemplate transaction) {
        this.reports = reports;
        this.rows = rows;
        this.runs = runs;
        this.settings = settings;
        this.transaction = transaction;
    }

    @Scheduled(fixedDelay = LOOK_EVERY_SECONDS, timeUnit = TimeUnit.SECONDS)
    void look() {
        try {
            transaction.executeWithoutResult(status -> stallSilent());
            transaction.executeWithoutResult(status -> giveUp());
        } catch (DataAccessException | TransactionException databaseAway) {
            LOG.debug("Silent reporters are not looked for while the database is away: {}", databaseAway.getMessage());
        }
    }

    private void stallSilent() {
        for (UUID run : rows.closeSilent(settings.reportTimeout(), AT_ONCE)) {
            runs.stall(runs.lock(run));
            LOG.info("Run {}: its reporter is silent", run);
        }
    }

    /** Between the look and the lock a run may have gone on, or have ended. */
    private void giveUp() {
        Duration patience = settings.reportTimeout().plus(settings.resumeWindow());
        List<UUID> silent = rows.lockGivenUp(patience, AT_ONCE);
        for (UUID id : silent) {
            Run run = runs.lock(id);
            if (run.state() == RunState.STALLED || run.state() == RunState.QUEUED) {
                reports.giveUp(run);
                LOG.warn("Run {} is failed: nothing was reported for {}", id, patience);
            }
        }
    }
}
