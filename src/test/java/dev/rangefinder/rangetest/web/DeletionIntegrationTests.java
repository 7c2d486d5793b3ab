package dev.rangefinder.rangetest.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.rangetest.FinishedRangeTests;
import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Submissions;
import dev.rangefinder.testing.Tables;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** What a deletion takes away, and what it leaves alone. */
@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.enabled=false")
class DeletionIntegrationTests {

    private static final String PATH = "/v1/range-tests/";

    @Autowired
    private Tables tables;

    @Autowired
    private Api api;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private FinishedRangeTests finished;

    @BeforeEach
    void emptyTheTables() {
        tables.empty();
    }

    private long rows() {
        return jdbc.sql("""
                        select (select count(*) from range_test) + (select count(*) from run)
                          + (select count(*) from curve_chunk)""").query(Long.class).single();
    }

    private void assertGone(String path) {
        for (String part : new String[] {"", "/curve", "/recommendation", "/schedule", "/schedule/code"}) {
            assertThat(api.get(path + part).expect(404).json().get("type").asString())
                    .as(part)
                    .endsWith(":not-found");
        }
    }

    @Test
    void aFinishedRangeTestIsDeletedWithAllThatBelongsToItAndNothingElse() {
        String path = PATH + finished.succeeded(2);
        String other = PATH + finished.succeeded(1);
        String curve = api.csv(other);
        api.get(path + "/schedule").expect(200);
        api.send("DELETE", path, null).expect(204);
        assertGone(path);
        assertThat(api.csv(other)).isEqualTo(curve);
        api.get(other + "/schedule").expect(200);
        api.send("DELETE", other, null).expect(204);
        assertThat(rows()).isZero();
    }

    @Test
    void whatIsNotOverIsRefusedAndStays() {
        String path = api.submit(Submissions.spirals(100, 2, 0));
        assertThat(api.send("DELETE", path, null).expect(409).json().get("type").asString())
                .endsWith(":not-deletable");
        api.get(path).expect(200);
        assertThat(rows()).isEqualTo(3);
        api.post(path + ":cancel", null).expect(202);
        api.send("DELETE", path, null).expect(204);
        assertThat(rows()).isZero();
    }

    @Test
    void whatIsNotThereIsNotFound() {
        api.send("DELETE", PATH + UUID.randomUUID(), null).expect(404);
        String path = PATH + finished.succeeded(1);
        api.send("DELETE", path, null).expect(204);
        api.send("DELETE", path, null).expect(404);
    }
}
