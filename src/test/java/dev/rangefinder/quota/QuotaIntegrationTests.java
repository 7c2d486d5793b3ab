package dev.rangefinder.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rangefinder.dataset.format.IdxBytes;
import dev.rangefinder.model.IncomingModel;
import dev.rangefinder.model.Models;
import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.model.spec.TorchScript;
import dev.rangefinder.shared.files.WorkDirectory;
import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.FirstKey;
import dev.rangefinder.testing.Reporter;
import dev.rangefinder.testing.ServerWithKeys;
import dev.rangefinder.testing.Tables;
import dev.rangefinder.testing.UploadBody;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

    @Autowired
    private Models models;

    @Autowired
    private WorkDirectory work;

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
    void furtherRepeatsOfAComparisonCountLikeAnyOther() {
        String path = post("/v1/comparisons", comparison(1))
                .expect(201)
                .header("Location")
                .orElseThrow();
        requireForNow(post(path + ":rerun", "{}"), "4 runs that wait, and may have 3");
        jdbc.sql("update run set state = 'SUCCEEDED', ended_at = now()").update();
        jdbc.sql("update comparison set state = 'SUCCEEDED', ended_at = now()").update();
        requireEver(post(path + ":extend", "{\"repeats\": 2}"), "4 runs that wait");
        submit(100, "\"repeats\": 2").expect(201);
        requireForNow(post(path + ":extend", "{\"repeats\": 1}"), "4 runs that wait, and may have 3");
        assertThat(kept("comparison")).isOne();
    }

    /** What the service trains itself needs a lane that could; none of this server's own begins. */
    @Test
    void whatTheServiceTrainsItselfCountsLikeWhatTheClientDoes() {
        String workload = """
                {"workload": {"dataset": "spirals", "model": {"architecture": "mlp", "hidden": [4]},
                  "optimizer": {"type": "sgd"}, "batch_size": 32}, %s}""";
        String entries = """
                "entries": [{"name": "a", "schedule": {"policy": "fixed", "lr": 0.01}},
                  {"name": "b", "schedule": {"policy": "fixed", "lr": 0.1}}], "baseline": "a",
                "evaluation": {"every": 10}, "repeats": %d, "iterations": %d""";
        String sweep = "\"sweep\": {\"start_lr\": 0.0001, \"end_lr\": 1, \"iterations\": %d}";
        requireEver(post("/v1/comparisons", workload.formatted(entries.formatted(2, 20))), "4 runs that wait");
        requireEver(post("/v1/comparisons", workload.formatted(entries.formatted(1, 501))), "1002 iterations");
        requireEver(
                post(
                        "/v1/range-tests",
                        workload.formatted(sweep.formatted(100) + ", \"verify\": {\"iterations\": 1620}")),
                "1720 iterations");
        requireEver(
                post(
                        "/v1/range-tests",
                        workload.formatted(sweep.formatted(100) + ", \"refine\": true, \"refine_iterations\": 901")),
                "1001 iterations");
        requireEver(
                post("/v1/range-tests", workload.formatted(sweep.formatted(100) + ", \"repeats\": 4")),
                "4 runs that wait");
        assertThat(kept("run")).isZero();
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
        UploadBody large = UploadBody.small("large").withFile("train_images", IdxBytes.images(100, 4, 5));
        UploadBody larger = large.withFile(
                "train_labels",
                IdxBytes.labels(IntStream.range(0, 100).map(i -> i % 3).toArray()));
        upload(UploadBody.small("one")).expect(201);
        upload(UploadBody.small("one")).expect(200);
        requireEver(upload(larger), "may take 2048");
        assertThat(kept("data_set where name = 'large'")).isZero();
        upload(UploadBody.small("two")).expect(201);
        jdbc.sql("update data_set set bytes = 2048 where name = 'two'").update();
        requireEver(upload(UploadBody.small("three")), "delete what is no longer needed");
        UploadBody module = new UploadBody(List.of()).field("name", "net").file("module", new byte[100]);
        requireEver(
                api.upload("/v1/models", module, "Authorization", "Bearer " + frugal),
                "delete what is no longer needed");
    }

    /** Of the rows that would be written, the first are more than the quota. */
    @Test
    void whatBecomesLargerThanTheQuotaIsRefusedBeforeAllOfItIsWritten() {
        StringBuilder table = new StringBuilder();
        for (int row = 0; row < 3000; row++) {
            table.append("c%03d,%d%n".formatted(row % 200, row % 2));
        }
        Api.Answer refused = upload(new UploadBody(List.of())
                .field("name", "wide")
                .field("format", "csv")
                .field("header", "false")
                .file("train", table.toString().getBytes(StandardCharsets.US_ASCII)));
        requireEver(refused, "may take 2048");
        assertThat(refused.json().get("detail").asString()).containsPattern("would take \\d{1,6} bytes");
    }

    @Test
    void filesThatComeInPartsTakeOfTheSameRoom() {
        requireEver(post("/v1/uploads", "{\"bytes\": 2049}"), "may take 2048");
        String path = post("/v1/uploads", "{\"bytes\": 2048}")
                .expect(201)
                .header("Location")
                .orElseThrow();
        requireEver(upload(UploadBody.small("one")), "delete what is no longer needed");
        api.send("DELETE", path, null, "Authorization", "Bearer " + frugal).expect(204);
        upload(UploadBody.small("one")).expect(201);
    }

    @Test
    void modelsTakeOfTheSameRoom() {
        upload(UploadBody.small("one")).expect(201);
        long left = 2048
                - jdbc.sql("select sum(bytes) from data_set where owner = 'frugal'")
                        .query(Long.class)
                        .single();
        assertThatExceptionOfType(QuotaExceededException.class).isThrownBy(() -> register(left + 1));
        assertThat(kept("stored_model")).isZero();
        assertThat(register(left).isNew()).isTrue();
        requireEver(upload(UploadBody.small("two")), "delete what is no longer needed");
        jdbc.sql("delete from stored_model").update();
    }

    /** As one that was tried out; this machine need not be able to. */
    private Models.Registered register(long bytes) {
        try {
            Path directory = Files.createDirectory(work.newPath());
            Files.write(directory.resolve("module.pt"), new byte[1]);
            IncomingModel incoming = new IncomingModel(
                    directory, "%064x".formatted(bytes), new Shape(4, 5, 1), TorchScript.Reads.VALUES, 3, 60, bytes);
            return models.register("net", incoming, "frugal");
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private Api.Answer upload(UploadBody upload) {
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
