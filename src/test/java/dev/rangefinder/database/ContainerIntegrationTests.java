package dev.rangefinder.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Submissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** The main job on PostgreSQL's official image, as docker-compose.yml uses it; skipped where there is no Docker with that image. */
@EnabledIf(
        value = "dev.rangefinder.testing.TestDatabase#isInAContainer",
        disabledReason = "Docker is not available, or cannot pull the image")
@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.slots=2")
class ContainerIntegrationTests {

    @Autowired
    private Api api;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void aRangeTestSucceedsOnTheOfficialImage() {
        assertThat(jdbc.sql("select version()").query(String.class).single()).startsWith("PostgreSQL 17");
        assertThat(api.finished(api.submit(Submissions.spirals(200, 1, 1)))
                        .get("state")
                        .asString())
                .isEqualTo("succeeded");
    }
}
