package dev.rangefinder.rangetest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.rangefinder.recommendation.Recommendation;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;

/** The recommendations of finished range tests, kept at hand: what is pinned never changes. */
@Service
public class PinnedRecommendations {

    /** About 20 MB. */
    private static final int CACHED = 10_000;

    private final RangeTests rangeTests;
    private final Cache<UUID, Recommendation> known =
            Caffeine.newBuilder().maximumSize(CACHED).build();

    PinnedRecommendations(RangeTests rangeTests) {
        this.rangeTests = rangeTests;
    }

    /** Empty while there is none, or if there never will be. */
    public Optional<Recommendation> of(UUID rangeTest) {
        Recommendation present = known.getIfPresent(rangeTest);
        if (present != null) {
            return Optional.of(present);
        }
        Optional<Recommendation> found = rangeTests.find(rangeTest).flatMap(RangeTest::recommendation);
        found.ifPresent(recommendation -> known.put(rangeTest, recommendation));
        return found;
    }
}
