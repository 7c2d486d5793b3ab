package dev.rangefinder.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.dataset.format.IdxBytes;
import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.FirstKey;
import dev.rangefinder.testing.Reporter;
import dev.rangefinder.testing.ServerWithKeys;
import dev.rangefinder.testing.Tables;
import dev.rangefinder.testing.Upload;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** On each way in, a client that has what it may have is told so, and nothing of the request is kept. */
@ServerWithKeys
class QuotaIntegrationTests {

    @Autowired
    private Api api;

    @Autowired
    private Tables tables;

    @Autowired
    private JdbcClient jdbc;

    private String frugal;

    @BeforeEach
    void empty() {
        tables.empty();
        jdbc.sql("delete from data_set where not built_in").update();
        jdbc.sql("delete from api_key where name <> 'first'").update();
        frugal = keyOf("frugal");
    }

    private String keyOf(String client) {
        return api.post(
                        "/v1/keys",
                        "{\"name\": \"of %1$s\", \"role\": \"submit\", \"client\": \"%1$s\"}".formatted(client),
                        "Authorization",
                        "Bearer " + FirstKey.text())
                .expect(201)
                .json()
                .get("key")
                .asString();
    }

    private Api.Answer post(String path, String body) {
        return api.post(path, body, "Authorization", "Bearer " + frugal);
    }

    private Api.Answer submit(int iterations, String more) {
        return post("/v1/range-tests", Reporter.submission(iterations, more));
    }

    private static void requireForNow(Api.Answer answer, String what) {
        answer.expect(429);
        assertThat(answer.json().get("type").asString()).endsWith(":quota-used-up");
        assertThat(answer.json().get("detail").asString()).contains("the client frugal", what);
        assertThat(answer.header("Retry-After")).contains("30");
    }

    private static void requireEver(Api.Answer answer, String what) {
        answer.expect(403);
        assertThat(answer.json().get("type").asString()).endsWith(":above-quota");
        assertThat(answer.json().get("detail").asString()).contains("frugal", what);
        assertThat(answer.header("Retry-After")).isEmpty();
    }

    private long kept(String table) {
        return jdbc.sql("select count(*) from " + table).query(Long.class).single();
    }

    @Test
    void aClientHasOnlySoManyRunsThatWait() {
        String path =
                submit(100, "\"repeats\": 2").expect(201).header("Location").orElseThrow();
        requireForNow(submit(100, "\"repeats\": 2"), "4 runs that wait, and may have 3");
        requireForNow(post(path + ":rerun", "{}"), "4 runs that wait, and may have 3");
        requireEver(submit(100, "\"repeats\": 4"), "4 runs that wait");
        requireEver(post("/v1/comparisons", comparison(3)), "6 runs that wait");
        requireForNow(post("/v1/comparisons", comparison(1)), "4 runs that wait, and may have 3");
        String training = "{\"schedule\": {\"policy\": \"fixed\", \"lr\": 0.1}, \"iterations\": 10}";
        post(path + "/training-runs", training).expect(201);
        requireForNow(post(path + "/training-runs", training), "4 runs that wait, and may have 3");
        assertThat(List.of(kept("range_test"), kept("comparison"), kept("run"))).containsExactly(1L, 0L, 3L);

        post(path + ":cancel", "{}").expect(202);
        submit(100, "\"repeats\": 2").expect(201);
        api.post(
                        "/v1/range-tests",
                        Reporter.submission(100, "\"repeats\": 4"),
                        "Authorization",
                        "Bearer " + FirstKey.text())
                .expect(201);
    }

    private static String comparison(int repeats) {
        return """
                {"execution": "reported", "iterations": 20, "repeats": %d, "seed": 5,
                 "workload": {"description": "ours", "batch_size": 8, "iterations_per_epoch": 10, "dataset": "photographs"},
                 "evaluation": {"every": 10, "samples": 1000}, "classes": 4,
                 "entries": [{"name": "fixed", "schedule": {"policy": "fixed", "lr": 0.01}},
                   {"name": "higher", "schedule": {"policy": "fixed", "lr": 0.1}}], "baseline": "fixed"}""".formatted(repeats);
    }

    @Test
    void whatARangeTestMayComeToIsCountedWhenItIsSubmitted() {
        requireEver(submit(100, "\"refine\": true, \"refine_iterations\": 901"), "1001 iterations");
        requireEver(
                submit(100, "\"verify\": {\"iterations\": 1620, \"samples\": 100, \"classes\": 10}"),
                "1720 iterations");
        requireEver(submit(501, "\"repeats\": 2"), "1002 iterations");
        submit(100, "\"refine\": true, \"refine_iterations\": 400").expect(201);
        requireForNow(submit(501, ""), "1001 iterations that are not over, and may have 1000");
        String path = submit(500, "").expect(201).header("Location").orElseThrow();
        requireForNow(
                post(
                        path + "/training-runs",
                        "{\"schedule\": {\"policy\": \"fixed\", \"lr\": 0.1}, \"iterations\": 10}"),
                "1010 iterations that are not over");
    }

    @Test
    void uploadsTakeOnlySoMuchRoom() {
        Upload large = Upload.small("large").withFile("train_images", IdxBytes.images(100, 4, 5));
        Upload larger = large.withFile(
                "train_labels",
                IdxBytes.labels(IntStream.range(0, 100).map(i -> i % 3).toArray()));
        upload(Upload.small("one")).expect(201);
        upload(Upload.small("one")).expect(200);
        requireEver(upload(larger), "may take 2048");
        assertThat(kept("data_set where name = 'large'")).isZero();
        upload(Upload.small("two")).expect(201);
        jdbc.sql("update data_set set bytes = 2048 where name = 'two'").update();
        requireEver(upload(Upload.small("three")), "delete what is no longer needed");
    }

    private Api.Answer upload(Upload upload) {
        return api.upload("/v1/datasets", upload, "Authorization", "Bearer " + frugal);
    }

    @Test
    void aKeyAsksOnlySoOftenInASecond() throws InterruptedException {
        String hasty = keyOf("hasty");
        Queue<Api.Answer> answers = new ConcurrentLinkedQueue<>();
        List<Thread> clients = IntStream.range(0, 60)
                .mapToObj(i -> Thread.ofVirtual()
                        .start(() -> answers.add(api.get("/v1/schedules", "Authorization", "Bearer " + hasty))))
                .toList();
        for (Thread client : clients) {
            client.join();
        }
        Map<Integer, List<Api.Answer>> byStatus = answers.stream().collect(Collectors.groupingBy(Api.Answer::status));
        assertThat(byStatus).containsOnlyKeys(200, 429);
        assertThat(byStatus.get(200)).hasSizeGreaterThanOrEqualTo(5);
        assertThat(byStatus.get(429)).allSatisfy(refused -> {
            assertThat(refused.json().get("type").asString()).endsWith(":too-many-requests");
            assertThat(refused.json().get("detail").asString())
                    .isEqualTo("key of hasty may send 5 requests a second to each server.");
            assertThat(refused.header("Retry-After").map(Integer::valueOf).orElseThrow())
                    .isPositive();
        });
        api.get("/v1/schedules", "Authorization", "Bearer " + frugal).expect(200);
    }
}
