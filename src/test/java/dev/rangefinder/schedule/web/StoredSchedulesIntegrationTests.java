package dev.rangefinder.schedule.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.schedule.Triangular2;
import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.Api.Answer;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** Schedules of one's own: the same is one resource, and what cannot be is refused by its name. */
@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.enabled=false")
class StoredSchedulesIntegrationTests {

    private static final String PATH = "/v1/schedules";

    @Autowired
    private Tables tables;

    @Autowired
    private Api api;

    @Autowired
    private JdbcClient jdbc;

    @BeforeEach
    void startFromNothing() {
        tables.empty();
    }

    /** Of a triangle of 4 iterations up and as many down. */
    private static String triangle(String rest) {
        return """
                {"schedule": {"policy": "triangular2", "base_lr": 0.1, "max_lr": 0.9, "step_size_up": 4,
                 "step_size_down": 4}%s}""".formatted(rest);
    }

    private String keep(String json) {
        return api.post(PATH, json).expect(201).header("Location").orElseThrow();
    }

    @Test
    void aScheduleIsKeptAndFoundAgain() {
        Answer kept = api.post(
                        PATH,
                        triangle(", \"name\": \"mine\", \"tags\": {\"team\": \"a\"}, \"multipliers\": {\"head\": 10}"))
                .expect(201);
        JsonNode schedule = kept.json();
        String location = kept.header("Location").orElseThrow();
        assertThat(location).isEqualTo(PATH + "/" + schedule.get("id").asString());
        assertThat(schedule.get("iterations").asInt()).as("four cycles").isEqualTo(32);
        assertThat(schedule.at("/links/rates").asString()).isEqualTo(location + "/rates");
        assertThat(api.get(location).expect(200).json()).isEqualTo(schedule);
    }

    /**
     * By Python's hashlib, of
     * {"iterations":32,"multipliers":{"head":10},"schedule":{"base_lr":1e-7,…,"step_size_up":4}}.
     */
    @Test
    void theIdIsTheHashOfTheCanonicalForm() {
        assertThat(keep("""
                        {"schedule": {"policy": "triangular", "base_lr": 1e-7, "max_lr": 1.50, "step_size_up": 4,
                         "step_size_down": 4}, "multipliers": {"head": 10}}""")).isEqualTo(PATH + "/85cc220ddb06d095fe819b472abcc0e1a8b5eab484decfa57845227cac580719");
    }

    @ParameterizedTest
    @ValueSource(strings = {"""
                {"schedule": {"step_size_down": 4, "step_size_up": 4, "max_lr": 0.9, "base_lr": 0.1, "policy": "triangular2"}}""", """
                {"iterations": 32, "schedule": {"policy": "triangular2", "base_lr": 0.10, "max_lr": 9e-1, "step_size_up": 4,
                 "step_size_down": 4}, "tags": {}, "multipliers": {}}""", """
                {"name": "other", "tags": {"of": "another"}, "schedule": {"policy": "triangular2", "base_lr": 0.1,
                 "max_lr": 0.9, "step_size_up": 4, "step_size_down": 4}}"""})
    void theSameScheduleIsTheSameResource(String same) {
        Answer first = api.post(PATH, triangle(", \"name\": \"first\"")).expect(201);
        Answer second = api.post(PATH, same).expect(200);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
    }

    @ParameterizedTest
    @ValueSource(strings = {", \"iterations\": 31", ", \"multipliers\": {\"head\": 1}"})
    void anotherLengthOrMultiplierIsAnotherSchedule(String rest) {
        assertThat(keep(triangle(""))).isNotEqualTo(keep(triangle(rest)));
    }

    @Test
    void aKeyMakesOneAnswer() {
        String key = UUID.randomUUID().toString();
        Answer first = api.post(PATH, triangle(""), "Idempotency-Key", key).expect(201);
        Answer again = api.post(PATH, triangle(""), "Idempotency-Key", key).expect(201);
        assertThat(again.body()).isEqualTo(first.body());
        api.post(PATH, triangle(", \"iterations\": 5"), "Idempotency-Key", key).expect(422);
    }

    @Test
    void whoPostsAtOnceGetsOneSchedule() throws Exception {
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 1; round <= 5; round++) {
                String schedule = triangle(", \"iterations\": " + round);
                Callable<Answer> post = () -> api.post(PATH, schedule);
                List<Integer> statuses = new ArrayList<>();
                List<String> bodies = new ArrayList<>();
                for (Future<Answer> answer : clients.invokeAll(
                        IntStream.range(0, 8).mapToObj(i -> post).toList())) {
                    statuses.add(answer.get().status());
                    bodies.add(answer.get().body());
                }
                assertThat(statuses).containsOnly(200, 201).containsOnlyOnce(201);
                assertThat(bodies).containsOnly(bodies.getFirst());
            }
        }
        assertThat(jdbc.sql("select count(*) from stored_schedule")
                        .query(Long.class)
                        .single())
                .isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|/schedule",
                "{'schedule': null}|/schedule",
                "{'schedule': {'lr': 0.1}, 'iterations': 1}|/schedule/policy",
                "{'schedule': {'policy': 'guess'}, 'iterations': 1}|/schedule",
                "{'schedule': {'policy': 'fixed'}, 'iterations': 1}|/schedule/lr",
                "{'schedule': {'policy': 'fixed', 'lr': -1}, 'iterations': 1}|/schedule/lr",
                "{'schedule': {'policy': 'fixed', 'lr': NaN}, 'iterations': 1}|/schedule/lr",
                "{'schedule': {'policy': 'fixed', 'lr': '1'}, 'iterations': 1}|/schedule/lr",
                "{'schedule': {'policy': 'fixed', 'lr': 1, 'gamma': 2}, 'iterations': 1}|/schedule/gamma",
                "{'schedule': {'policy': 'fixed', 'lr': 1}}|/iterations",
                "{'schedule': {'policy': 'fixed', 'lr': 1}, 'iterations': 0}|/iterations",
                "{'schedule': {'policy': 'fixed', 'lr': 1}, 'iterations': 9007199254740993}|/iterations",
                "{'schedule': {'policy': 'fixed', 'lr': 1}, 'iterations': 1.5}|/iterations",
                "{'schedule': {'policy': 'fixed', 'lr': 1}, 'iterations': 1, 'multipliers': {'a': 0}}|/multipliers/a",
                "{'schedule': {'policy': 'fixed', 'lr': 1}, 'iterations': 1, 'multipliers': {'a': Infinity}}|/multipliers/a",
                "{'schedule': {'policy': 'fixed', 'lr': 1}, 'iterations': 1, 'multipliers': {'a': null}}|/multipliers/a",
                "{'schedule': {'policy': 'fixed', 'lr': 1}, 'iterations': 1, 'multipliers': []}|/multipliers",
                "{'schedule': {'policy': 'fixed', 'lr': 1}, 'iterations': 1, 'tags': {'a:b': 'c'}}|/tags/a:b",
                "{'schedule': {'policy': 'fixed', 'lr': 1}, 'iterations': 1, 'tags': {'a': '\\u0000'}}|/tags/a",
                "{'schedule': {'policy': 'fixed', 'lr': 1}, 'iterations': 1, 'tags': {'a': '\\ud83d'}}|/tags/a",
                "{'schedule': {'policy': 'fixed', 'lr': 1}, 'iterations': 1, 'name': ' '}|/name",
                "{'schedule': {'policy': 'fixed', 'lr': 1}, 'iterations': 1, 'rates': []}|/rates"
            })
    void whatCannotBeIsRefusedByItsName(String json, String pointer) {
        JsonNode problem = api.post(PATH, json.replace('\'', '"')).expect(400).json();
        assertThat(problem.at("/errors/0/pointer").asString())
                .as(problem.toString())
                .isEqualTo(pointer);
        assertThat(jdbc.sql("select count(*) from stored_schedule")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void thereAreAtMost64Groups() {
        String groups = String.join(
                ", ",
                IntStream.rangeClosed(1, 65)
                        .mapToObj(i -> "\"g%d\": 1".formatted(i))
                        .toList());
        JsonNode problem = api.post(PATH, triangle(", \"multipliers\": {%s}".formatted(groups)))
                .expect(400)
                .json();
        assertThat(problem.at("/errors/0/pointer").asString()).isEqualTo("/multipliers");
    }

    @Test
    void theListIsNewestFirstAndInPages() {
        List<String> kept = IntStream.rangeClosed(1, 5)
                .mapToObj(i -> keep(triangle(", \"iterations\": " + i)))
                .toList();
        List<String> listed = new ArrayList<>();
        String token = "";
        do {
            JsonNode page = api.get(PATH + "?page_size=2" + token).expect(200).json();
            page.get("items").forEach(item -> listed.add(item.at("/links/self").asString()));
            token = page.has("next_page_token")
                    ? "&page_token=" + page.get("next_page_token").asString()
                    : "";
        } while (!token.isEmpty());
        assertThat(listed).isEqualTo(kept.reversed());
    }

    @Test
    void schedulesAreFoundByPolicyAndTags() {
        String mine = keep(triangle(", \"tags\": {\"team\": \"a\", \"kind\": \"b\"}"));
        String fixed = keep("""
                {"schedule": {"policy": "fixed", "lr": 1}, "iterations": 1, "tags": {"team": "a"}}""");
        assertThat(found("?policy=fixed")).containsExactly(fixed);
        assertThat(found("?tag=team:a")).containsExactly(fixed, mine);
        assertThat(found("?tag=team:a&tag=kind:b")).containsExactly(mine);
        assertThat(found("?tag=team:a&policy=ladder")).isEmpty();
        assertThat(api.get(PATH + "?policy=guess").expect(400).body()).contains("?policy");
        assertThat(api.get(PATH + "?tag=team").expect(400).body()).contains("?tag");
    }

    private List<String> found(String query) {
        List<String> found = new ArrayList<>();
        api.get(PATH + query)
                .expect(200)
                .json()
                .get("items")
                .forEach(item -> found.add(item.at("/links/self").asString()));
        return found;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/rates", "/rates/3", "/rates?count=5000"})
    void whatNeverChangesIsAskedForOnce(String part) {
        String path = keep(triangle("")) + part;
        Answer first = api.get(path).expect(200);
        String tag = first.header("ETag").orElseThrow();
        assertThat(tag).startsWith("\"");
        assertThat(first.header("Cache-Control").orElseThrow()).contains("max-age=31536000", "immutable");
        Answer again = api.get(path, "If-None-Match", "\"x\", " + tag).expect(304);
        assertThat(again.header("ETag")).contains(tag);
        assertThat(again.header("Cache-Control").orElseThrow()).contains("immutable");
        api.get(path, "If-None-Match", "\"other\"").expect(200);
    }

    @Test
    void oneRateIsThatOfTheWhole() {
        String path = keep(triangle(", \"iterations\": 3, \"multipliers\": {\"head\": 10}"));
        Triangular2 schedule = new Triangular2(0.1, 0.9, 4, 4);
        assertThat(api.get(path + "/rates/1").expect(200).body())
                .isEqualTo("{\"iteration\":1,\"lr\":%s}".formatted(schedule.learningRate(1)));
        assertThat(api.get(path + "/rates/9223372036854775807")
                        .expect(200)
                        .json()
                        .get("lr")
                        .asDouble())
                .isEqualTo(schedule.learningRate(2));
        assertThat(api.get(path + "/rates/1?group=head")
                        .expect(200)
                        .json()
                        .get("lr")
                        .asDouble())
                .isEqualTo(10 * schedule.learningRate(1));
    }

    @ParameterizedTest
    @CsvSource({
        "/rates/-1, {iteration}",
        "/rates/x, {iteration}",
        "/rates/1?group=tail, ?group",
        "/rates?group=tail, ?group",
        "/rates?count=-1, ?count",
        "/rates?from=-1, ?from",
        "/rates?every=0, ?every",
        "/rates?every=9007199254740992&count=9007199254740992, ?every",
        "/rates?step=2, ?step"
    })
    void aParameterThatCannotBeIsRefusedByItsName(String query, String pointer) {
        JsonNode problem = api.get(keep(triangle("")) + query).expect(400).json();
        assertThat(problem.at("/errors/0/pointer").asString()).isEqualTo(pointer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/rates", "/rates/1"})
    void whatIsNotHereIsNotFound(String part) {
        api.get(PATH + "/" + "0".repeat(64) + part).expect(404);
        api.get(PATH + "/nothing" + part).expect(404);
    }

    @Test
    void ratesAsJson() {
        String path = keep("""
                {"schedule": {"policy": "triangular", "base_lr": 0.25, "max_lr": 0.75, "step_size_up": 2, "step_size_down": 4},
                 "iterations": 7, "multipliers": {"head": 2}}""");
        assertThat(api.get(path + "/rates").expect(200).body()).startsWith("""
                {"policy":"triangular","base_lr":0.25,"max_lr":0.75,"step_size_up":2,"step_size_down":4,"window":"linear","iterations":7,\
                "ends_mid_cycle":true,"from":0,"rates":[0.25,0.5,0.75,0.625,0.5,0.375,0.25],"warnings":[{"code":"ends_mid_cycle",""");
        assertThat(api.get(path + "/rates?from=1&count=4&every=2&group=head")
                        .expect(200)
                        .body())
                .contains("\"from\":1,\"every\":2,\"multiplier\":2.0,\"rates\":[1.0,1.25,0.75,0.5],");
        assertThat(api.get(path + "/rates?from=7").expect(200).body()).contains("\"rates\":[],");
    }

    @Test
    void ratesAsCsv() {
        String path = keep(triangle(""));
        Answer csv = api.get(path + "/rates?from=31&count=2&every=3", "Accept", "text/csv;q=0.9, image/png")
                .expect(200);
        String last = Double.toString(new Triangular2(0.1, 0.9, 4, 4).learningRate(31));
        assertThat(csv.body()).isEqualTo("iteration,lr\n31,%s\n34,%s\n".formatted(last, last));
        api.get(path + "/rates", "Accept", "image/png").expect(406);
        api.get(path + "/rates", "Accept", "nonsense").expect(406);
    }

    @Test
    void ratesAsLinesOfJson() {
        Answer lines = api.get(keep(triangle("")) + "/rates?count=2&from=4", "Accept", "application/x-ndjson")
                .expect(200);
        assertThat(lines.body()).isEqualTo("""
                {"iteration":4,"lr":0.9}
                {"iteration":5,"lr":%s}
                """.formatted(new Triangular2(0.1, 0.9, 4, 4).learningRate(5)));
    }

    @Test
    void everyFormGroupAndPartHasATagOfItsOwn() {
        String path = keep(triangle(", \"multipliers\": {\"head\": 10}")) + "/rates";
        assertThat(List.of(
                        tag(path),
                        tag(path + "?count=5"),
                        tag(path + "?from=1"),
                        tag(path + "?every=2"),
                        tag(path + "?group=head"),
                        tag(path, "Accept", "text/csv"),
                        tag(path, "Accept", "application/x-ndjson"),
                        tag(path, "Accept", "application/octet-stream")))
                .doesNotHaveDuplicates();
        assertThat(tag(path + "?from=0&count=32&every=1")).isEqualTo(tag(path));
    }

    private String tag(String path, String... headers) {
        Answer answer = api.get(path, headers).expect(200);
        assertThat(answer.header("Vary").orElseThrow().toLowerCase(Locale.ROOT)).contains("accept", "accept-encoding");
        return answer.header("ETag").orElseThrow();
    }

    @Test
    void programsComputeItElsewhere() {
        String location = keep("""
                {"schedule": {"policy": "one_cycle", "max_lr": 0.1, "total_steps": 100}}""");
        assertThat(api.get(location + "/code").expect(200).json().get("optax").asString())
                .contains("def lr(iteration):", "def momentum(iteration):", "optax.inject_hyperparams");
        api.get(PATH + "/" + "0".repeat(64) + "/code").expect(404);
    }
}
