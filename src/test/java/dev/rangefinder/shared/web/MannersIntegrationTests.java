package dev.rangefinder.shared.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.ServerTest;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What every route does alike, said once. Nothing trains here. */
@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.enabled=false")
class MannersIntegrationTests {

    private static final String PATH = "/v1/range-tests";

    private static final String REPORTED = """
            {"execution": "reported", "workload": {"description": "a net", "batch_size": 8, "iterations_per_epoch": 10},
             "sweep": {"start_lr": 0.001, "end_lr": 1, "iterations": 100}}""";

    private static final String SCHEDULE = """
            {"schedule": {"policy": "triangular", "base_lr": 0.1, "max_lr": 1, "step_size": 5.0}, "iterations": 2e1}""";

    @LocalServerPort
    private int port;

    private Api api;

    @BeforeEach
    void connect() {
        api = new Api(port);
    }

    private static String type(JsonNode problem) {
        return problem.get("type").asString().replaceFirst(".*:", "");
    }

    private static String pointer(JsonNode problem) {
        return problem.get("errors").get(0).get("pointer").asString();
    }

    @Test
    void anAnswerThatTheClientDoesNotTakeIsRefusedBeforeTheDeed() {
        String before = api.get(PATH).expect(200).body();
        api.post(PATH, REPORTED, "Accept", "text/html").expect(406);
        assertThat(api.get(PATH).body()).isEqualTo(before);

        String path = api.submit(REPORTED);
        String report = "{\"observations\": [{\"iteration\": 0, \"loss\": 1}]}";
        api.post(path + "/observations", report, "Accept", "text/html").expect(406);
        api.post(path + ":cancel", null, "Accept", "text/html").expect(406);
        JsonNode rangeTest = api.get(path).expect(200).json();
        assertThat(rangeTest.get("state").asString()).isEqualTo("queued");
        assertThat(rangeTest.get("runs").get(0).get("received_through").asInt()).isEqualTo(-1);
        api.post(path + ":cancel", null, "Accept", "text/html, */*;q=0.1").expect(202);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/problem+json",
                "application/json;charset=utf-16",
                "application/problem+json, application/json",
                "application/*",
                "*/*"
            })
    void aClientThatTakesJsonByAnyNameGetsItInUtf8(String accept) {
        assertThat(api.get("/v1/lanes", "Accept", accept).expect(200).header("Content-Type"))
                .contains("application/json");
    }

    @Test
    void generatedClientsGetEventsThoughTheyNameTheTypeOfProblemsOnly() {
        String path = api.submit(REPORTED);
        api.post(path + ":cancel", null).expect(202);
        assertThat(api.get(path + "/events", "Accept", "application/problem+json")
                        .expect(200)
                        .body())
                .contains("event: end");
        api.get(path + "/events", "Accept", "text/html").expect(406);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Content-Encoding | gzip",
                "Content-Encoding | identity, br",
                "Content-Type | application/json;charset=utf-16",
                "Content-Type | application/json;charset=iso-8859-1",
                "Content-Type | application/json;charset=none",
                "Content-Type | nonsense"
            })
    void aBodyThatIsNotPlainUtf8IsRefused(String header, String value) {
        assertThat(type(api.send("POST", PATH, null, header, value).expect(415).json()))
                .isEqualTo("unsupported-media-type");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET    | /v1/nothing     | Accept       | application/json | 404 | There is nothing at /v1/nothing.",
                "GET    | /nothing        | Accept       | */*              | 404 | There is nothing at /nothing.",
                "DELETE | /v1/nothing     | Accept       | application/json | 404 | There is nothing at /v1/nothing.",
                "PUT    | /v1/range-tests | Accept       | application/json | 405 | PUT is no method of /v1/range-tests, expected GET or POST.",
                "GET    | /v1/range-tests | Accept       | image/gif        | 406 | Accept is image/gif, expected application/json.",
                "GET    | /v1/range-tests | Accept       | nonsense         | 406 | Accept is nonsense, expected application/json.",
                "POST   | /v1/range-tests | Content-Type | text/csv         | 415 | Content-Type is text/csv, expected application/*+json or application/json or application/yaml."
            })
    void whatHttpItselfHasANameForIsSaidInWordsOfTheRequest(
            String method, String path, String header, String value, int status, String detail) {
        assertThat(api.send(method, path, null, header, value)
                        .expect(status)
                        .json()
                        .get("detail")
                        .asString())
                .isEqualTo(detail);
    }

    @Test
    void nullIsNoBodyNotEvenWhereThereMayBeNone() {
        String path = api.submit(REPORTED);
        api.post(path + ":cancel", null).expect(202);
        String before = api.get(PATH).expect(200).body();
        assertThat(type(api.post(path + ":rerun", " null ").expect(400).json())).isEqualTo("malformed-json");
        assertThat(api.get(PATH).body()).isEqualTo(before);
        api.post(path + ":rerun", null).expect(201);
    }

    @Test
    void wholeNumbersMayHaveAFractionOfZero() {
        JsonNode stored = api.post("/v1/schedules", SCHEDULE).json();
        assertThat(stored.get("iterations").asInt()).isEqualTo(20);
        assertThat(stored.get("schedule").get("step_size_up").asInt()).isEqualTo(5);
        String rates = stored.get("links").get("rates").asString();
        assertThat(api.get(rates + "?from=2.0&count=1e1").expect(200).json().get("rates"))
                .hasSize(10);
        api.get(rates + "/3.0").expect(200);
        assertThat(pointer(api.get(rates + "?from=2.5").expect(400).json())).isEqualTo("?from");
        String fraction = SCHEDULE.replace("5.0", "5.5");
        assertThat(pointer(api.post("/v1/schedules", fraction).expect(400).json()))
                .isEqualTo("/schedule/step_size");
        String path = api.submit(REPORTED.replace("100", "100.0"));
        assertThat(api.post(path + "/observations", "{\"observations\": [{\"iteration\": 0.0, \"loss\": 1}]}")
                        .expect(200)
                        .json()
                        .get("received_through")
                        .asInt())
                .isZero();
    }

    @Test
    void anyAnswerThatNeverChangesIsTheSameAsTheClientHas() {
        JsonNode links = api.post("/v1/schedules", SCHEDULE).json().get("links");
        String self = links.get("self").asString();
        for (String path : List.of(self, self + "/code", self + "/rates", self + "/rates/3")) {
            Api.Answer answer = api.get(path, "If-None-Match", "*").expect(304);
            assertThat(answer.header("ETag")).isPresent();
            assertThat(answer.body()).isEmpty();
        }
        api.get("/v1/lanes", "If-None-Match", "*").expect(200);
    }

    @Test
    void aParameterOfWhichOneIsReadIsRefusedTwice() {
        assertThat(pointer(api.get(PATH + "?state=queued&state=running")
                        .expect(400)
                        .json()))
                .isEqualTo("?state");
        api.get(PATH + "?tag=a:b&tag=c:d").expect(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\": \"a\\u0000b\"} | /name",
                "{\"tags\": {\"k\": \"\\ud800\"}} | /tags/k",
                "{\"workload\": {\"model\": {\"a\": [1, \"\\udc00\"]}}} | /workload/model/a/1"
            })
    void textThatCannotBeKeptIsRefusedByItsPlace(String body, String place) {
        assertThat(pointer(api.post(PATH, body).expect(400).json())).isEqualTo(place);
    }

    @ParameterizedTest
    @CsvSource({"?model=%00, ?model", "?tag=a:%ff, ?tag", "?created_after=%2B1000000000-12-31T00:00:00Z, ?created_after"
    })
    void aQueryThatCannotBeKeptIsRefusedByItsName(String query, String pointer) {
        assertThat(pointer(api.get(PATH + query).expect(400).json())).isEqualTo(pointer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"seed\": %s}", "{\"sweep\": {\"end_lr\": 0.%s}}", "{\"seed\": 1e%s}"})
    void aNumberOfAThousandDigitsIsRefused(String body) {
        assertThat(api.post(PATH, body.formatted("9".repeat(1001)))
                        .expect(400)
                        .json()
                        .get("detail")
                        .asString())
                .contains("Number value length");
    }

    /** What the server refuses before there is a request. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /v1/range tests HTTP/1.1 | 400",
                "GET /v1/<> HTTP/1.1 | 400",
                "GET /v1/%zz HTTP/1.1 | 400",
                "GET /v1/a%2Fb HTTP/1.1 | 400",
                "GET /v1/lanes?a=%zz HTTP/1.1 | 400",
                "GET /v1/lanes HTTP/9.1 | 505",
                "nonsense | 400"
            })
    void evenWhatIsNoHttpIsAnsweredByAProblem(String line, int status) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write((line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            String[] answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("\r\n\r\n", 2);
            assertThat(answer[0]).startsWith("HTTP/1.1 " + status).contains("application/problem+json");
            JsonNode problem = new JsonMapper()
                    .readTree(answer[1].substring(answer[1].indexOf('{'), answer[1].lastIndexOf('}') + 1));
            assertThat(problem.get("status").asInt()).isEqualTo(status);
            assertThat(problem.get("type").asString()).startsWith("urn:rangefinder:problem:");
        }
    }
}
