package dev.rangefinder.housekeeping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.dataset.DataSets;
import dev.rangefinder.rangetest.FinishedRangeTests;
import dev.rangefinder.shared.TimeOrder;
import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.ProcessTest;
import dev.rangefinder.testing.Reporter;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Submissions;
import dev.rangefinder.testing.Tables;
import dev.rangefinder.testing.TestDatabase;
import dev.rangefinder.testing.UploadBody;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** What a round of the whole server removes, and what it leaves alone. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "rangefinder.lanes.local.enabled=false",
            "rangefinder.sample.enabled=false",
            "rangefinder.report.reports=100000",
            "rangefinder.retention.range-tests=90d",
            "rangefinder.retention.comparisons=90d",
            "rangefinder.retention.audit=90d"
        })
@ContextConfiguration(initializers = TestDatabase.class)
@Import({ServerTest.Fixture.class, FinishedRangeTests.class})
@ProcessTest
class ChoresIntegrationTests {

    @TempDir
    private static Path data;

    @Autowired
    private Tables tables;

    @Autowired
    private Housekeeper housekeeper;

    @Autowired
    private DataSets dataSets;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private FinishedRangeTests finished;

    @Autowired
    private Api api;

    @DynamicPropertySource
    static void keepFilesApart(DynamicPropertyRegistry registry) {
        registry.add("rangefinder.data.directory", data::toString);
    }

    @AfterEach
    void emptyTheTables() {
        jdbc.sql("select id from data_set where not built_in")
                .query(UUID.class)
                .list()
                .forEach(dataSets::delete);
        tables.empty();
    }

    private List<String> attemptsWithPoints(UUID rangeTest) {
        return jdbc.sql("""
                        select distinct r.repeat || ':' || c.attempt from curve_chunk c join run r on r.id = c.run_id
                        where r.group_id = :id order by 1""").param("id", rangeTest).query(String.class).list();
    }

    @Test
    void thePointsOfLostAttemptsGoWhenTheirRunIsOverAndTheCurveStays() {
        UUID id = finished.handedBackOnceThenSucceeded();
        UUID still = finished.handedBackOnceAndRunning();
        String curve = api.csv("/v1/range-tests/" + id);
        assertThat(attemptsWithPoints(id)).containsExactly("0:1", "0:2");
        housekeeper.round();
        assertThat(attemptsWithPoints(id)).containsExactly("0:2");
        assertThat(api.csv("/v1/range-tests/" + id)).isEqualTo(curve);
        assertThat(jdbc.sql("select group_id from run where lost_points_removed")
                        .query(UUID.class)
                        .list())
                .as("not looked at again")
                .containsExactly(id);
        assertThat(attemptsWithPoints(still)).as("not over").containsExactly("0:1", "0:2");
    }

    @Test
    void entriesOfTheAuditTrailGoAfterTheirTime() {
        String old =
                "insert into audit_entry (id, at, caller, action, subject, address) values (:id, now(), :name, '', '', '')";
        Instant now = Instant.now();
        jdbc.sql(old)
                .param("id", TimeOrder.firstAt(now.minus(Duration.ofDays(91))))
                .param("name", "old")
                .update();
        jdbc.sql(old)
                .param("id", TimeOrder.firstAt(now.minus(Duration.ofDays(89))))
                .param("name", "young")
                .update();
        housekeeper.round();
        assertThat(jdbc.sql("select caller from audit_entry")
                        .query(String.class)
                        .list())
                .containsExactly("young");
    }

    private List<Integer> chunks(String rangeTest) {
        return jdbc.sql("""
                        select cardinality(c.iterations) from curve_chunk c join run r on r.id = c.run_id
                        where r.group_id = cast(:id as uuid) order by c.first_iteration""")
                .param("id", rangeTest.replaceFirst(".*/", ""))
                .query(Integer.class)
                .list();
    }

    @Test
    void curvesThatWereReportedPointByPointAreMergedWhenTheirRunIsOverAndStayTheSame() {
        int iterations = 1700;
        String over = api.submit(Reporter.submission(iterations, ""));
        String still = api.submit(Reporter.submission(iterations, ""));
        for (String path : List.of(over, still)) {
            for (int i = 0; i < iterations - 500; i++) {
                String more = i % 7 == 0 ? ", \"accuracy\": 0.5, \"validation_loss\": \"NaN\"" : "";
                api.post(path + "/observations", """
                        {"observations": [{"iteration": %d, "loss": %s%s}]}""".formatted(i, 2 + Math.sin(i), more))
                        .expect(200);
            }
            api.post(path + "/observations", """
                    {"observations": [{"iteration": %d, "loss": "NaN", "skipped": true}, {"iteration": %d, "loss": 1}]}""".formatted(iterations - 500, iterations - 499))
                    .expect(200);
        }
        api.post(over + "/observations", "{\"final\": true}").expect(200);
        String curve = api.csv(over);
        String tag = api.get(over + "/curve").expect(200).header("ETag").orElseThrow();
        assertThat(chunks(over)).hasSize(1201);
        housekeeper.round();
        assertThat(chunks(over)).containsExactly(1000, 201);
        assertThat(chunks(still)).as("not over").hasSize(1201);
        assertThat(api.csv(over)).isEqualTo(curve);
        assertThat(api.get(over + "/curve").expect(200).header("ETag")).contains(tag);
        assertThat(jdbc.sql("select count(*) from run_report where merged")
                        .query(Long.class)
                        .single())
                .as("not looked at again")
                .isOne();
    }

    @Test
    void idempotencyKeysGoAfterADay() {
        for (String key : List.of("old", "young")) {
            api.post("/v1/range-tests", Submissions.spirals(100, 1, 0), "Idempotency-Key", key)
                    .expect(201);
        }
        jdbc.sql("update idempotency_key set created_at = now() - interval '24 hours 1 second' where key = 'old'")
                .update();
        housekeeper.round();
        assertThat(jdbc.sql("select key from idempotency_key")
                        .query(String.class)
                        .list())
                .containsExactly("young");
    }

    @Test
    void anOldKeyThatIsStillThereStandsForNothingAnyMore() {
        String submission = Submissions.spirals(100, 1, 0);
        api.post("/v1/range-tests", submission, "Idempotency-Key", "again").expect(201);
        jdbc.sql("update idempotency_key set created_at = now() - interval '25 hours'")
                .update();
        String other = Submissions.spirals(100, 1, 1);
        Api.Answer second =
                api.post("/v1/range-tests", other, "Idempotency-Key", "again").expect(201);
        assertThat(api.post("/v1/range-tests", other, "Idempotency-Key", "again")
                        .expect(201)
                        .body())
                .isEqualTo(second.body());
    }

    @Test
    void rangeTestsGoWhenTheyHaveBeenOverForTooLong() {
        UUID old = finished.succeeded(1);
        UUID young = finished.succeeded(1);
        String waiting = api.submit(Submissions.spirals(100, 1, 0));
        jdbc.sql("update range_test set created_at = created_at - interval '100 days'")
                .update();
        jdbc.sql("update range_test set ended_at = ended_at - interval '91 days' where id = :id")
                .param("id", old)
                .update();
        housekeeper.round();
        api.get("/v1/range-tests/" + old).expect(404);
        api.get("/v1/range-tests/" + young).expect(200);
        api.get(waiting).expect(200);
        assertThat(attemptsWithPoints(young)).hasSize(1);
    }

    @Test
    void comparisonsGoWhenTheyHaveBeenOverForTooLong() {
        List<String> paths = Stream.generate(() -> api.post("/v1/comparisons", """
                                {"workload": {"dataset": "spirals", "model": {"architecture": "mlp", "hidden": [8]},
                                  "optimizer": {"type": "sgd"}, "batch_size": 32}, "iterations": 10, "baseline": "low",
                                 "entries": [{"name": "low", "schedule": {"policy": "fixed", "lr": 0.01}},
                                   {"name": "high", "schedule": {"policy": "fixed", "lr": 0.1}}]}""")
                        .expect(201)
                        .header("Location")
                        .orElseThrow())
                .limit(3)
                .toList();
        paths.subList(0, 2).forEach(path -> api.post(path + ":cancel", null).expect(202));
        jdbc.sql("update comparison set ended_at = ended_at - interval '91 days' where id = cast(:id as uuid)")
                .param("id", paths.getFirst().replaceFirst(".*/", ""))
                .update();
        housekeeper.round();
        api.get(paths.getFirst()).expect(404);
        api.get(paths.get(1)).expect(200);
        api.get(paths.get(2)).expect(200);
    }

    @Test
    void uploadedFilesGoWhenTheyHaveNoNameAndCameLongAgo() {
        String location = api.upload(UploadBody.small("digits"))
                .expect(201)
                .header("Location")
                .orElseThrow();
        Path files = data.resolve("datasets")
                .resolve(api.get(location).json().get("content_hash").asString());
        // as a server leaves it that dies between the move of the files and the commit of the name
        jdbc.sql("delete from data_set where name = 'digits'").update();

        housekeeper.round();
        assertThat(files).as("perhaps it is just being registered").isDirectory();
        jdbc.sql("update received_content set received_at = now() - interval '61 minutes'")
                .update();
        housekeeper.round();
        assertThat(files).doesNotExist();
        assertThat(jdbc.sql("select count(*) from received_content")
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(api.upload(UploadBody.small("digits")).expect(201).status()).isEqualTo(201);
        assertThat(files).isDirectory();
    }

    @Test
    void modulesGoWhenTheyAreNotListedAndCameLongAgo() throws IOException {
        String hash = "0123456789abcdef".repeat(4);
        Path module = Files.createDirectory(data.resolve("models").resolve(hash));
        jdbc.sql("""
                        insert into received_content (content_hash, catalogue, received_at)
                        values (:hash, 'stored_model', now() - interval '61 minutes')""").param("hash", hash).update();
        housekeeper.round();
        assertThat(module).doesNotExist();
    }

    @Test
    void filesThatHaveANameOrCameByAnotherDatabaseStay() throws IOException {
        String location = api.upload(UploadBody.small("named"))
                .expect(201)
                .header("Location")
                .orElseThrow();
        Path named = data.resolve("datasets")
                .resolve(api.get(location).json().get("content_hash").asString());
        Path others = Files.createDirectory(data.resolve("datasets").resolve("of-another-database"));
        jdbc.sql("update received_content set received_at = now() - interval '1 day'")
                .update();
        housekeeper.round();
        assertThat(named).isDirectory();
        assertThat(others).isDirectory();
        api.send("DELETE", location, null).expect(204);
        assertThat(named).doesNotExist();
        Files.delete(others);
    }

    @Test
    void lanesGoWhenTheirServerHasNotBeenSeenForAWeek() {
        for (String seen : List.of("6 days", "8 days")) {
            jdbc.sql("""
                            insert into lane_server (server, lane, device, host, slots, started_at, seen_at)
                            values (:server, :lane, 'CPU', 'a-host', 1, now(), now() - cast(:seen as interval))""")
                    .param("server", UUID.randomUUID())
                    .param("lane", seen)
                    .param("seen", seen)
                    .update();
        }
        housekeeper.round();
        assertThat(jdbc.sql("select lane from lane_server").query(String.class).list())
                .containsExactly("6 days");
    }

    @Test
    void whatAKilledServerWasWorkingOnGoes() throws IOException {
        Path leftover = Files.createDirectories(data.resolve("tmp/a-server/an-upload"));
        Files.createFile(data.resolve("tmp/a-server.lock"));
        housekeeper.round();
        assertThat(leftover).doesNotExist();
        assertThat(data.resolve("tmp")).isDirectoryNotContaining("glob:**/a-server*");
        api.upload(UploadBody.small("after-the-round")).expect(201);
    }
}
