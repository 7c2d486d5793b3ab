package dev.rangefinder.rangetest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.rangefinder.recommendation.Recommendation;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * The recommendations of finished range tests, kept at hand: what is pinned never changes. One that is deleted is
 * forgotten at once on the server that deletes it, and on the others with their next look at what is still there.
 */
@Service
public class RecommendationCache {

    /** About 20 MB. */
    private static final int CACHED = 10_000;

    /** One look finds all of them by their primary key: a few milliseconds when the cache is full. */
    private static final int LOOK_EVERY_SECONDS = 10;

    private final RangeTests rangeTests;
    private final JdbcClient jdbc;
    private final Cache<UUID, Recommendation> known =
            Caffeine.newBuilder().maximumSize(CACHED).build();

    RecommendationCache(RangeTests rangeTests, JdbcClient jdbc) {
        this.rangeTests = rangeTests;
        this.jdbc = jdbc;
    }

    /** Empty while there is none, or if there never will be. */
    @SuppressWarnings("NullAway") // where nothing is read, nothing is kept
    public Optional<Recommendation> of(UUID rangeTest) {
        return Optional.ofNullable(known.get(rangeTest, this::read));
    }

    private @Nullable Recommendation read(UUID rangeTest) {
        return rangeTests.find(rangeTest).flatMap(RangeTest::recommendation).orElse(null);
    }

    /** Waits for a reading of the same one that has begun before, so that this comes after it. */
    @TransactionalEventListener
    void on(RangeTestDeleted event) {
        known.invalidate(event.id());
    }

    /** While the database is away nothing can be deleted, and what is known goes on being served. */
    @Scheduled(fixedRate = LOOK_EVERY_SECONDS, timeUnit = TimeUnit.SECONDS)
    void forgetDeleted() {
        Set<UUID> gone = new HashSet<>(known.asMap().keySet());
        if (gone.isEmpty()) {
            return;
        }
        try {
            jdbc.sql("select id from range_test where id = any(cast(:ids as uuid[]))")
                    .param("ids", gone.stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}")))
                    .query(UUID.class)
                    .list()
                    .forEach(gone::remove);
        } catch (DataAccessException databaseAway) {
            return;
        }
        known.invalidateAll(gone);
    }
}
