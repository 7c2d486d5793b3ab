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
 * Runs that are reported to this server. What a reporter does not want to wait for is accepted in memory, and saved with what
 * came after it, in one statement.
 */
@Component
class Seats {

    private static final Logger LOG = LoggerFactory.getLogger(Seats.class);

    /** As late as this a curve shows what was accepted; a report that waits for nothing costs a commit each so long at most. */
    private static final int SAVE_EVERY_MILLIS = 250;

    /** A kilobyte each; whoever loses a seat pays one transaction, and says again what was not durable. */
    private static final int MOST = 10_000;

    private final LoadingCache<UUID, Seat> seats;

    Seats(ReportRows rows) {
        this.seats = Caffeine.newBuilder().maximumSize(MOST).build(run -> new Seat(rows));
    }

    /** Does something with a run's seat, which nobody else here has meanwhile. */
    <T> T with(UUID run, Function<Seat, T> use) {
        Seat seat = seats.get(run);
        seat.lock().lock();
        try {
            return use.apply(seat);
        } finally {
            seat.lock().unlock();
        }
    }

    /** Also when this server stops in order. */
    @PreDestroy
    @Scheduled(fixedDelay = SAVE_EVERY_MILLIS, timeUnit = TimeUnit.MILLISECONDS)
    void saveAll() {
        seats.asMap().forEach(Seats::save);
    }

    private static void save(UUID run, Seat seat) {
        if (!seat.lock().tryLock()) {
            return; // it is being reported
        }
        try {
            if (!seat.save()) {
                LOG.info(
                        "Run {}: what was not durable yet is to be reported again, since another server has taken over",
                        run);
            }
        } catch (DataAccessException databaseAway) {
            LOG.info("Run {}: what was not durable yet is to be reported again: {}", run, databaseAway.getMessage());
        } finally {
            seat.lock().unlock();
        }
    }
}
