package dev.rangefinder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.ProcessTest;
import dev.rangefinder.testing.ServerProcess;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Submissions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an operator sees of a server: probes, metrics, log. Its database is its own, to be taken away from it. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "rangefinder.sample.enabled=false",
            "rangefinder.lanes.local.slots=1",
            "rangefinder.lanes.local.device=cpu",
            "spring.datasource.hikari.connection-timeout=1000"
        })
@ContextConfiguration(initializers = ServerTest.SharedData.class)
@DirtiesContext // its lane would go on looking for a database that is gone
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ProcessTest
class OperationsIntegrationTests {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int DATABASE_PORT = freePort();

    @TempDir
    private static Path directory;

    private static EmbeddedPostgres database;

    @LocalServerPort
    private int port;

    private final HttpClient client = HttpClient.newHttpClient();
    private Api api;

    @DynamicPropertySource
    static void useOwnDatabase(DynamicPropertyRegistry properties) {
        startDatabase();
        properties.add("spring.datasource.url", () -> database.getJdbcUrl("postgres", "postgres"));
    }

    private static void startDatabase() {
        try {
            database = EmbeddedPostgres.builder()
                    .setPGStartupWait(Duration.ofMinutes(2))
                    .setPort(DATABASE_PORT)
                    .setDataDirectory(directory.resolve("cluster"))
                    .setCleanDataDirectory(false)
                    .start();
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private static void stopDatabase() {
        try {
            database.close();
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    @AfterAll
    static void end() {
        stopDatabase();
    }

    @BeforeEach
    void connect() {
        api = new Api(port);
    }

    private HttpResponse<String> get(String path) {
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        } catch (InterruptedException exception) {
            throw new IllegalStateException(exception);
        }
    }

    private int health(String probe) {
        return get("/actuator/health/" + probe).statusCode();
    }

    private List<String> scrape() {
        HttpResponse<String> answer = get("/actuator/prometheus");
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body().lines().toList();
    }

    @Test
    @Order(1)
    void aRunIsSeenInTheMetrics() {
        String path = api.submit(Submissions.endless());
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(api.get(path)
                                .json()
                                .at("/progress/iterations_done")
                                .asInt())
                        .isPositive());
        assertThat(scrape())
                .contains(
                        "rangefinder_slots{device=\"cpu\",lane=\"local\"} 1.0",
                        "rangefinder_slots_busy{device=\"cpu\",lane=\"local\"} 1.0",
                        "rangefinder_runs_claimed_total{lane=\"local\"} 1.0",
                        "rangefinder_runs_retried_total 0.0",
                        "rangefinder_runs_taken_over_total 0.0",
                        "rangefinder_writes_refused_total 0.0",
                        "rangefinder_event_streams 0.0")
                .anyMatch(line -> line.matches("rangefinder_observations_total [1-9].*"))
                .anyMatch(line -> line.startsWith("rangefinder_queue_depth{device=\"any\",lane=\"any\"} "))
                .anyMatch(line -> line.startsWith("rangefinder_queue_oldest_seconds{device=\"any\",lane=\"any\"} "));

        api.post(path + ":cancel", null).expect(202);
        await().untilAsserted(() -> assertThat(scrape())
                .contains(
                        "rangefinder_run_seconds_count{end=\"cancelled\",lane=\"local\"} 1",
                        "rangefinder_slots_busy{device=\"cpu\",lane=\"local\"} 0.0"));
    }

    @Test
    void aLogForProgramsSaysWhoseLineItIs(@TempDir Path data) {
        try (ServerProcess server = ServerProcess.start(
                data, Map.of(), ServerProcess.dataIn(data), "--logging.structured.format.console=logstash")) {
            Api other = server.ready();
            JsonNode run =
                    other.finished(other.submit(Submissions.spirals(10, 1, 1))).at("/runs/0");
            assertThat(server.log().lines().filter(line -> line.contains("attempt 1 starts")))
                    .singleElement()
                    .satisfies(line -> {
                        JsonNode said = JSON.readTree(line);
                        assertThat(said.get("run").asString())
                                .isEqualTo(run.get("id").asString());
                        assertThat(said.get("attempt").asString()).isEqualTo("1");
                        assertThat(said.get("level").asString()).isEqualTo("INFO");
                    });
        }
    }

    @Test
    @Order(2)
    void aServerWithoutItsDatabaseLivesButIsNotReadyAndWhatItTrainsGoesOn() {
        assertThat(health("liveness")).isEqualTo(200);
        assertThat(health("readiness")).isEqualTo(200);
        String path = api.submit(Submissions.spirals(20_000, 1, 1));
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(api.get(path)
                                .json()
                                .at("/progress/iterations_done")
                                .asInt())
                        .isPositive());

        stopDatabase();
        await().atMost(Duration.ofSeconds(30)).until(() -> health("readiness") == 503);
        assertThat(health("liveness")).isEqualTo(200);
        assertUnavailable(api.get(path));
        assertUnavailable(api.post("/v1/range-tests", Submissions.spirals(10, 1, 1), "Idempotency-Key", "while away"));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(scrape())
                        .contains("rangefinder_slots{device=\"cpu\",lane=\"local\"} 1.0")
                        .noneMatch(line -> line.startsWith("rangefinder_queue_depth{")));

        startDatabase();
        await().atMost(Duration.ofSeconds(60)).until(() -> health("readiness") == 200);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(scrape())
                        .anyMatch(line -> line.startsWith("rangefinder_queue_depth{device=\"any\",lane=\"any\"} 0")));
        JsonNode run = api.finished(path).at("/runs/0");
        assertThat(run.get("state").asString()).as(run.toString()).isEqualTo("succeeded");
        assertThat(run.get("attempts").asInt()).isOne();
        assertThat(api.csv(path))
                .hasLineCount(run.get("iterations_done").asInt() + 1)
                .isEqualTo(undisturbed());
    }

    private static void assertUnavailable(Api.Answer answer) {
        assertThat(answer.expect(503).json().get("type").asString()).endsWith(":database-unavailable");
        assertThat(answer.header("Retry-After")).isPresent();
    }

    /** The same run again, with a database that stays. */
    private String undisturbed() {
        String path = api.submit(Submissions.spirals(20_000, 1, 1));
        api.finished(path);
        return api.csv(path);
    }
}
