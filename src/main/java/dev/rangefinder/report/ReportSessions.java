package dev.rangefinder.report;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import jakarta.annotation.PreDestroy;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Runs that are reported to this server. What a reporter does not want to wait for is accepted in memory, and saved
 * with what came after it, in one statement.
 */
@Component
class ReportSessions {

    private static final Logger LOG = LoggerFactory.getLogger(ReportSessions.class);

    /**
     * As late as this a curve shows what was accepted; a report that waits for nothing costs a commit each so long at
     * most.
     */
    private static final int SAVE_EVERY_MILLIS = 250;

    /**
     * A kilobyte each; a reporter whose session is evicted pays one transaction, and says again what was not durable.
     */
    private static final int MOST = 10_000;

    private final LoadingCache<UUID, ReportSession> sessions;

    ReportSessions(ReportStore rows) {
        this.sessions = Caffeine.newBuilder().maximumSize(MOST).build(run -> new ReportSession(rows));
    }

    /** Does something with a run's session, which no other thread has meanwhile. */
    <T> T with(UUID run, Function<ReportSession, T> use) {
        ReportSession session = sessions.get(run);
        session.lock().lock();
        try {
            return use.apply(session);
        } finally {
            session.lock().unlock();
        }
    }

    /** Also when this server stops in order. */
    @PreDestroy
    @Scheduled(fixedDelay = SAVE_EVERY_MILLIS, timeUnit = TimeUnit.MILLISECONDS)
    void saveAll() {
        sessions.asMap().forEach(ReportSessions::save);
    }

    private static void save(UUID run, ReportSession session) {
        if (!session.lock().tryLock()) {
            return; // it is being reported
        }
        try {
            if (!session.save()) {
                LOG.info(
                        "Run {}: what was not durable yet is to be reported again, since another server has taken over",
                        run);
            }
        } catch (DataAccessException databaseAway) {
            LOG.info("Run {}: what was not durable yet is to be reported again: {}", run, databaseAway.getMessage());
        } finally {
            session.lock().unlock();
        }
    }
}
