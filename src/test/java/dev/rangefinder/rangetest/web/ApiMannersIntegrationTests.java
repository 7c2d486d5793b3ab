package dev.rangefinder.rangetest.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.Api.Answer;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Submissions;
import dev.rangefinder.testing.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** How the API treats its callers; nothing trains here, so that everything that is submitted stays queued. */
@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.enabled=false")
class ApiMannersIntegrationTests {

    private static final String PATH = "/v1/range-tests";

    @LocalServerPort
    private int port;

    @Autowired
    private Tables tables;

    @Autowired
    private Api api;

    @Autowired
    private JdbcClient jdbc;

    @BeforeEach
    void emptyTheTables() {
        tables.empty();
    }

    private long saved() {
        return jdbc.sql("select (select count(*) from range_test) + (select count(*) from run)")
                .query(Long.class)
                .single();
    }

    /** A submission in which one piece of JSON stands instead of another. */
    private static String with(String piece, String instead) {
        String submission = Submissions.spirals(100, 1, 0);
        assertThat(submission).contains(piece);
        return submission.replace(piece, instead);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "\"start_lr\": 0.0001 | \"start_lr\": NaN | /sweep/start_lr | NaN",
                "\"start_lr\": 0.0001 | \"start_lr\": \"NaN\" | /sweep/start_lr | NaN",
                "\"start_lr\": 0.0001 | \"start_lr\": -1 | /sweep/start_lr | -1.0",
                "\"start_lr\": 0.0001 | \"start_lr\": 3 | /sweep/start_lr | 3.0",
                "\"start_lr\": 0.0001 | \"start_lr\": 0 | /sweep/start_lr | 0.0",
                "\"start_lr\": 0.0001 | \"start_lr\": \"0.1\" | /sweep/start_lr | 0.1",
                "\"end_lr\": 2 | \"end_lr\": 1e400 | /sweep/end_lr | Infinity",
                "\"batch_size\": 32 | \"batch_size\": null | /workload/batch_size | missing",
                "\"iterations\": 100 | \"iterations\": 0 | /sweep/iterations | 0",
                "\"iterations\": 100 | \"iterations\": 1000000000000 | /sweep/iterations | 1000000000000",
                "\"iterations\": 100 | \"iterations\": 99999999999999999999 | /sweep/iterations | 99999999999999999999",
                "\"iterations\": 100 | \"iterations\": 1.5 | /sweep/iterations | 1.5",
                "\"batch_size\": 32 | \"batch_size\": 4001 | /workload/batch_size | 4001",
                "\"batch_size\": 32 | \"batch_size\": 0 | /workload/batch_size | 0",
                "\"batch_size\": 32 | \"batch_size\": true | /workload/batch_size | Boolean",
                "\"spirals\" | \"mnist\" | /workload/dataset | mnist",
                "\"spirals\" | 7 | /workload/dataset | 7",
                "{\"architecture\": \"mlp\", \"hidden\": [32, 32]} | \"vgg\" | /workload/model | vgg",
                "{\"architecture\": \"mlp\", \"hidden\": [32, 32]} | \"lenet\" | /workload/model | {\"architecture\":\"lenet\"}",
                "{\"architecture\": \"mlp\", \"hidden\": [32, 32]} | [] | /workload/model | missing",
                "[32, 32] | [16384, 16384] | /workload/model | {\"architecture\":\"mlp\",\"hidden\":[16384,16384],\"dropout\":0.0,\"batch_norm\":false}",
                "[32, 32] | [32, 0] | /workload/model/hidden/1 | 0",
                "[32, 32] | [32], \"dropout\": 1 | /workload/model/dropout | 1.0",
                "[32, 32] | [32], \"dropout\": NaN | /workload/model/dropout | NaN",
                "[32, 32] | [32], \"batch_norm\": 1 | /workload/model/batch_norm | 1",
                "{\"architecture\": \"mlp\", \"hidden\": [32, 32]} | \"cifar10_full\" | /workload/model | {\"architecture\":\"cifar10_full\"}",
                "{\"architecture\": \"mlp\", \"hidden\": [32, 32]} | \"resnet\" | /workload/model | {\"architecture\":\"resnet\",\"n\":3}",
                "{\"architecture\": \"mlp\", \"hidden\": [32, 32]} | {\"architecture\": \"resnet\", \"n\": 0} | /workload/model/n | 0",
                "\"sgd\" | \"lion\" | /workload/optimizer | lion",
                "\"momentum\": 0.9 | \"momentum\": 1 | /workload/optimizer/momentum | 1.0",
                "\"batch_size\": 32 | \"batch_size\": 32, \"gradient_clipping\": {\"type\": \"norm\", \"max_norm\": 0} | /workload/gradient_clipping/max_norm | 0.0",
                "\"batch_size\": 32 | \"batch_size\": 32, \"gradient_clipping\": {\"type\": \"value\", \"clip_value\": NaN} | /workload/gradient_clipping/clip_value | NaN",
                "\"batch_size\": 32 | \"batch_size\": 32, \"gradient_clipping\": {\"type\": \"norm\"} | /workload/gradient_clipping/max_norm | missing",
                "\"batch_size\": 32 | \"batch_size\": 32, \"gradient_clipping\": {\"type\": \"size\"} | /workload/gradient_clipping | size",
                "\"momentum\": 0.9 | \"momentun\": 0.9 | /workload/optimizer/momentun | an unknown field",
                "\"repeats\": 1 | \"repeats\": 65 | /repeats | 65",
                "\"repeats\": 1 | \"repeats\": \"1\" | /repeats | 1",
                "\"seed\": 0 | \"sede\": 0 | /sede | an unknown field",
                "\"every\": 100 | \"every\": 0 | /evaluation/every | 0",
                "\"seed\": 0 | \"tags\": {\"a:b\": \"c\"} | /tags/a:b | c",
            })
    void aValueThatCannotBeIsRefusedByItsNameAndNothingIsSaved(
            String piece, String instead, String pointer, String value) {
        JsonNode problem = api.post(PATH, with(piece, instead)).expect(400).json();
        assertThat(problem.get("type").asString()).isEqualTo("urn:rangefinder:problem:invalid-value");
        assertThat(problem.get("errors")).anySatisfy(error -> {
            assertThat(error.get("pointer").asString()).isEqualTo(pointer);
            assertThat(error.path("value").asString("missing")).isEqualTo(value);
            assertThat(error.get("expected").asString()).isNotBlank();
        });
        assertThat(saved()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "not json | malformed-json",
                "{\"workload\": | malformed-json",
                "{\"seed\": 1, \"seed\": 2} | malformed-json",
                "[] | invalid-value",
                "{} | invalid-value"
            })
    void aBodyThatIsNoSubmissionIsRefused(String body, String type) {
        assertThat(api.post(PATH, body).expect(400).json().get("type").asString())
                .endsWith(":" + type);
    }

    @Test
    void aHugeBodyIsRefused() {
        String body = "{\"name\": \"" + "x".repeat(100_000_000) + "\"}";
        assertThat(api.post(PATH, body).expect(413).json().get("type").asString())
                .endsWith(":body-too-large");
        assertThat(saved()).isZero();
    }

    @Test
    void aBodyOfAnotherKindIsRefused() {
        JsonNode problem = api.send("POST", PATH, null, "Content-Type", "text/plain")
                .expect(415)
                .json();
        assertThat(problem.get("type").asString()).endsWith(":unsupported-media-type");
    }

    @Test
    void aSubmissionIsAnsweredWithWhatWillBeDone() {
        Answer answer = api.post(PATH, Submissions.spirals(100, 2, 9)).expect(201);
        JsonNode rangeTest = answer.json();
        assertThat(answer.header("Location"))
                .contains(rangeTest.get("links").get("self").asString());
        assertThat(rangeTest.get("state").asString()).isEqualTo("queued");
        assertThat(rangeTest.get("workload").get("preprocessing").asString()).isEqualTo("standardize");
        assertThat(rangeTest.get("sweep").get("spacing").asString()).isEqualTo("exponential");
        assertThat(rangeTest.get("runs")).hasSize(2);
        assertThat(rangeTest.get("runs").get(1).get("seed").asInt()).isEqualTo(10);
        assertThat(api.get(rangeTest.get("links").get("self").asString())
                        .expect(200)
                        .json())
                .isEqualTo(rangeTest);
    }

    @Test
    void theSameKeyGivesTheSameRangeTest() {
        String submission = Submissions.spirals(100, 1, 0);
        Answer first = api.post(PATH, submission, "Idempotency-Key", "a").expect(201);
        Answer again = api.post(PATH, submission, "Idempotency-Key", "a").expect(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertThat(saved()).isEqualTo(2);
    }

    @Test
    void theSameKeyForAnotherRequestIsRefused() {
        api.post(PATH, Submissions.spirals(100, 1, 0), "Idempotency-Key", "a").expect(201);
        Answer other = api.post(PATH, Submissions.spirals(101, 1, 0), "Idempotency-Key", "a")
                .expect(422);
        assertThat(other.json().get("type").asString()).endsWith(":idempotency-key-reused");
        api.post(PATH, Submissions.spirals(100, 1, 0), "Idempotency-Key", " ").expect(400);
    }

    @Test
    void aKeyIsForgottenAfterADay() {
        String submission = Submissions.spirals(100, 1, 0);
        api.post(PATH, submission, "Idempotency-Key", "a").expect(201);
        api.post(PATH, submission, "Idempotency-Key", "b").expect(201);
        jdbc.sql("update idempotency_key set created_at = created_at - interval '25 hours'")
                .update();
        api.post(PATH, submission, "Idempotency-Key", "a").expect(201);
        assertThat(saved()).isEqualTo(6);
        assertThat(jdbc.sql("select key from idempotency_key where created_at > now() - interval '24 hours'")
                        .query(String.class)
                        .list())
                .containsExactly("a");
    }

    @Test
    void aRefusedRequestDoesNotUseUpItsKey() {
        api.post(PATH, with("\"spirals\"", "\"none\""), "Idempotency-Key", "a").expect(400);
        api.post(PATH, Submissions.spirals(100, 1, 0), "Idempotency-Key", "a").expect(201);
    }

    @Test
    void manyClicksAtOnceMakeOneRangeTest() throws InterruptedException, ExecutionException {
        Callable<Integer> click = () -> api.post(PATH, Submissions.spirals(100, 1, 0), "Idempotency-Key", "click")
                .status();
        try (ExecutorService clicks = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> status : clicks.invokeAll(java.util.Collections.nCopies(20, click))) {
                assertThat(status.get()).isIn(201, 409);
            }
        }
        assertThat(saved()).isEqualTo(2);
    }

    @Test
    void aListIsPagedNewestFirstWithoutGapsOrRepetitions() {
        List<String> submitted = IntStream.range(0, 7)
                .mapToObj(seed -> api.submit(Submissions.spirals(100, 1, seed)))
                .toList();
        List<String> listed = new ArrayList<>();
        String next = PATH + "?page_size=3";
        int pages = 0;
        while (next != null) {
            JsonNode page = api.get(next).expect(200).json();
            page.get("items")
                    .forEach(item -> listed.add(item.get("links").get("self").asString()));
            next = page.has("next_page_token")
                    ? PATH + "?page_size=3&page_token="
                            + page.get("next_page_token").asString()
                    : null;
            pages++;
        }
        assertThat(pages).isEqualTo(3);
        assertThat(listed).isEqualTo(submitted.reversed());
    }

    @Test
    void aSearchFindsWhatMatchesEveryField() {
        api.submit(with("\"seed\": 0", "\"tags\": {\"team\": \"vision\", \"kind\": \"a\"}"));
        api.submit(with("\"batch_size\": 32", "\"batch_size\": 64"));
        api.submit(Submissions.endless());
        assertThat(found("")).isEqualTo(3);
        assertThat(found("?model=mlp")).isEqualTo(2);
        assertThat(found("?model=mlp&batch_size=64")).isOne();
        assertThat(found("?dataset=shapes")).isOne();
        assertThat(found("?optimizer=sgd&state=queued")).isEqualTo(3);
        assertThat(found("?state=running")).isZero();
        assertThat(found("?verdict=ok")).isZero();
        assertThat(found("?tag=team:vision")).isOne();
        assertThat(found("?tag=team:vision&tag=kind:b")).isZero();
        assertThat(found("?created_after=2020-01-01T00:00:00Z")).isEqualTo(3);
        assertThat(found("?created_before=2020-01-01T00:00:00Z")).isZero();
    }

    private long found(String query) {
        return StreamSupport.stream(
                        api.get(PATH + query).expect(200).json().get("items").spliterator(), false)
                .count();
    }

    @ParameterizedTest
    @CsvSource({
        "?page_size=0, ?page_size",
        "?page_size=x, ?page_size",
        "?page_token=x, ?page_token",
        "?state=done, ?state",
        "?tag=x, ?tag",
        "?created_after=yesterday, ?created_after",
        "?batch_size=1.5, ?batch_size",
        "?modle=mlp, ?modle"
    })
    void aSearchForWhatCannotBeIsRefused(String query, String pointer) {
        JsonNode problem = api.get(PATH + query).expect(400).json();
        assertThat(problem.get("errors").get(0).get("pointer").asString()).isEqualTo(pointer);
    }

    @Test
    void anOversizePageIsLowered() {
        api.get(PATH + "?page_size=1000000").expect(200);
    }

    @Test
    void waitingEndsWhenTheTimeIsOver() {
        String path = api.submit(Submissions.spirals(100, 1, 0));
        Answer answer = api.get(path, "Prefer", "respond-async, wait=1").expect(200);
        assertThat(answer.header("Preference-Applied")).contains("wait=1");
        assertThat(answer.json().get("state").asString()).isEqualTo("queued");
    }

    @Test
    void whatIsQueuedIsCancelledAtOnceAndOnlyOnce() {
        String path = api.submit(Submissions.spirals(100, 3, 0));
        assertThat(api.post(path + ":cancel", null)
                        .expect(202)
                        .json()
                        .get("state")
                        .asString())
                .isEqualTo("cancelled");
        api.post(path + ":cancel", null).expect(409);
    }

    @Test
    void answersThatComeOfTheEndAreRefusedBeforeIt() {
        String path = api.submit(Submissions.spirals(100, 1, 0));
        for (String part : List.of("/schedule", "/recommendation")) {
            assertThat(api.get(path + part).expect(409).json().get("type").asString())
                    .endsWith(":not-finished");
        }
    }

    @Test
    void whatDoesNotExistIsNotFound() {
        String path = PATH + "/" + UUID.randomUUID();
        for (String part : List.of("", "/curve", "/recommendation", "/schedule")) {
            assertThat(api.get(path + part).expect(404).json().get("type").asString())
                    .endsWith(":not-found");
        }
        api.post(path + ":cancel", null).expect(404);
        assertThat(api.get(PATH + "/7")
                        .expect(400)
                        .json()
                        .get("errors")
                        .get(0)
                        .get("pointer")
                        .asString())
                .isEqualTo("{id}");
        assertThat(api.get("/v1/nothing").expect(404).json().get("type").asString())
                .endsWith(":not-found");
    }

    @Test
    void healthSaysWhetherItLivesAndIsReady() {
        for (String probe : List.of("liveness", "readiness")) {
            assertThat(health(probe)).isEqualTo("UP");
        }
    }

    private String health(String probe) {
        return org.springframework.web.client.RestClient.create("http://127.0.0.1:" + port)
                .get()
                .uri("/actuator/health/" + probe)
                .retrieve()
                .body(JsonNode.class)
                .get("status")
                .asString();
    }
}
