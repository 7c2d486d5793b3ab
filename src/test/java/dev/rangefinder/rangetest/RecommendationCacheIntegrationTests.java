package dev.rangefinder.rangetest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.testing.ServerTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** Two caches over one database are two servers. */
@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.enabled=false")
class RecommendationCacheIntegrationTests {

    @Autowired
    private RangeTests rangeTests;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private RecommendationCache here;

    @Autowired
    private FinishedRangeTests finished;

    @Test
    void aDeletedOneIsForgottenAtOnceHereAndWithTheNextLookElsewhere() {
        RecommendationCache elsewhere = new RecommendationCache(rangeTests, jdbc);
        UUID deleted = finished.succeeded(1);
        UUID kept = finished.succeeded(1);
        assertThat(here.of(deleted)).isPresent();
        assertThat(elsewhere.of(deleted)).isPresent();
        assertThat(elsewhere.of(kept)).isPresent();

        rangeTests.delete(deleted);
        assertThat(here.of(deleted)).isEmpty();
        elsewhere.forgetDeleted();
        assertThat(elsewhere.of(deleted)).isEmpty();
        jdbc.sql("delete from range_test").update();
        assertThat(elsewhere.of(kept)).as("still at hand").isPresent();
    }
}
