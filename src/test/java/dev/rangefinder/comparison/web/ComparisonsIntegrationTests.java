package dev.rangefinder.comparison.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.curve.Observation;
import dev.rangefinder.curve.Observation.Validation;
import dev.rangefinder.rangetest.FinishedRangeTests;
import dev.rangefinder.run.Attempts;
import dev.rangefinder.run.ClaimedRun;
import dev.rangefinder.run.FailureReason;
import dev.rangefinder.run.RunQueue;
import dev.rangefinder.run.place.DeviceKind;
import dev.rangefinder.run.place.Offer;
import dev.rangefinder.run.spec.EndReason;
import dev.rangefinder.run.spec.Flatness;
import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Submissions;
import dev.rangefinder.testing.Tables;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** What is taken in and what comes out; the tests are the trainers. */
@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.enabled=false")
class ComparisonsIntegrationTests {

    private static final String WORKLOAD = """
            "workload": {"dataset": "spirals", "model": {"architecture": "mlp", "hidden": [8]},
              "optimizer": {"type": "sgd", "momentum": 0.9}, "batch_size": 32}""";

    private static final String ENTRIES = """
            "entries": [{"name": "fixed", "schedule": {"policy": "fixed", "lr": 0.01}},
              {"name": "cycle", "schedule": {"policy": "triangular2", "base_lr": 0.01, "max_lr": 0.1, "step_size": 20}}]""";

    private static final String BASELINE = "\"baseline\": \"fixed\"";

    private static final String TWO =
            "{%s, %s, %s, \"iterations\": 80, \"repeats\": 3, \"seed\": 5, \"evaluation\": {\"every\": 40, \"samples\": 1000}}"
                    .formatted(WORKLOAD, ENTRIES, BASELINE);

    @Autowired
    private Tables tables;

    @Autowired
    private Api api;

    @Autowired
    private FinishedRangeTests rangeTests;

    @Autowired
    private RunQueue queue;

    @Autowired
    private Attempts attempts;

    @BeforeEach
    void emptyTheTables() {
        tables.empty();
    }

    private String submitted(String request) {
        return api.post("/v1/comparisons", request)
                .expect(201)
                .header("Location")
                .orElseThrow();
    }

    private ClaimedRun next() {
        return queue.claim(new Offer("local", DeviceKind.CPU), UUID.randomUUID())
                .orElseThrow();
    }

    /** Trains as many runs as wait: a higher rate learns more, every seed its own. */
    private void train(int count) {
        for (int i = 0; i < count; i++) {
            ClaimedRun run = next();
            attempts.observed(run.attempt(), curve(run));
            attempts.succeeded(run.attempt(), EndReason.COMPLETED, null);
        }
    }

    private static List<Observation> curve(ClaimedRun run) {
        double rate = run.order().schedule().learningRate(run.order().iterations() / 4);
        double end = 0.5
                + rate
                + 0.01 * new Random(run.order().seed()).nextGaussian()
                + 0.001 * (run.order().repeat() % 5);
        return LongStream.range(0, run.order().iterations())
                .mapToObj(i -> new Observation(
                        i,
                        run.order().schedule().learningRate(i),
                        1 - i / 200.0,
                        0.5,
                        run.order().evaluation().isDueAfter(i, run.order().iterations())
                                ? new Validation(0.4, i < 50 ? end - 0.05 : end)
                                : null))
                .toList();
    }

    @Test
    void everyEntryIsTrainedUnderItsScheduleWithTheSameSeeds() {
        Api.Answer answer = api.post("/v1/comparisons", TWO).expect(201);
        JsonNode comparison = answer.json();
        assertThat(comparison.get("state").asString()).isEqualTo("queued");
        assertThat(comparison.get("runs"))
                .extracting(run ->
                        run.get("entry").asString() + " " + run.get("seed").asInt())
                .containsExactly("fixed 5", "fixed 6", "fixed 7", "cycle 5", "cycle 6", "cycle 7");
        assertThat(comparison
                        .get("entries")
                        .get(1)
                        .get("schedule")
                        .get("step_size_up")
                        .asInt())
                .isEqualTo(20);
        String path = answer.header("Location").orElseThrow();
        assertThat(path).isEqualTo(comparison.get("links").get("self").asString());
        assertThat(api.get(path).json()).isEqualTo(comparison);
        ClaimedRun first = next();
        ClaimedRun second = next();
        assertThat(first.order().seed())
                .as("pairs are complete early")
                .isEqualTo(second.order().seed());
        assertThat(first.order().schedule()).isNotEqualTo(second.order().schedule());
        assertThat(api.get(path).json().get("state").asString()).isEqualTo("running");
    }

    @Test
    void whenTheLastRunEndsTheResultIsThere() {
        String path = submitted(TWO);
        api.get(path + "/result").expect(409);
        train(6);
        assertThat(api.get(path).json().get("state").asString()).isEqualTo("succeeded");
        Api.Answer answer = api.get(path + "/result").expect(200);
        JsonNode cycle = answer.json().get("entries").get(1);
        assertThat(cycle.get("difference").get("verdict").asString()).isEqualTo("better");
        assertThat(cycle.get("difference").get("mean").asDouble()).isBetween(0.08, 0.1);
        assertThat(cycle.get("iterations_to_baseline").asInt()).isEqualTo(40);
        assertThat(cycle.get("speed_up").asDouble()).isEqualTo(2.0);
        assertThat(answer.json().get("entries").get(0).has("difference")).isFalse();
        api.get(path + "/result", "If-None-Match", answer.header("ETag").orElseThrow())
                .expect(304);
        assertThat(api.get(path + "/result?algorithm=2026.1").expect(200).body())
                .isEqualTo(answer.body());
        JsonNode problem = api.get(path + "/result?algorithm=1999").expect(400).json();
        assertThat(problem.get("errors").get(0).get("pointer").asString()).isEqualTo("?algorithm");
    }

    @Test
    void aResultIsATableAndAPictureToo() {
        String path = submitted(TWO);
        train(6);
        List<String> lines = api.get(path + "/result", "Accept", "text/csv")
                .expect(200)
                .body()
                .lines()
                .toList();
        assertThat(lines).hasSize(7);
        assertThat(lines.get(6)).startsWith("cycle,2,7,false,0.6").contains(",better,");
        String svg =
                api.get(path + "/result", "Accept", "image/svg+xml").expect(200).body();
        assertThat(svg).contains("class=\"band-1\"", "class=\"entry-0\"", ">cycle<", "better", "learning rate");
        String csv = api.get(path + "/curve?entry=cycle", "Accept", "text/csv")
                .expect(200)
                .body();
        assertThat(csv.lines()).hasSize(1 + 3 * 80);
        JsonNode curves =
                api.get(path + "/curve?entry=fixed&points=10").expect(200).json();
        assertThat(curves.get("repeats")).hasSize(3);
        assertThat(curves.get("repeats").get(0).get("iteration").size()).isLessThanOrEqualTo(10);
        JsonNode problem = api.get(path + "/curve?entry=other").expect(400).json();
        assertThat(problem.get("errors").get(0).get("pointer").asString()).isEqualTo("?entry");
    }

    @Test
    void flatnessIsMeasuredWhereItIsAskedForAndSurvivesTheDatabase() {
        assertThat(api.post("/v1/comparisons", TWO)
                        .expect(201)
                        .json()
                        .get("flatness")
                        .asBoolean())
                .isFalse();
        tables.empty();
        String path = submitted(TWO.replace("\"seed\": 5", "\"seed\": 5, \"flatness\": true"));
        assertThat(api.get(path).json().get("flatness").asBoolean()).isTrue();
        for (int i = 0; i < 6; i++) {
            ClaimedRun run = next();
            assertThat(run.order().flatness()).isTrue();
            attempts.observed(run.attempt(), curve(run));
            double sharpness = run.order().repeat() < 3 ? 0.3 + i / 100.0 : 0.2 + i / 1000.0;
            attempts.succeeded(
                    run.attempt(), EndReason.COMPLETED, new Flatness(1000, 0.1, sharpness, 2.0, 0.5, null, null));
        }
        JsonNode cycle =
                api.get(path + "/result").expect(200).json().get("entries").get(1);
        assertThat(cycle.get("flatness").get("runs").asInt()).isEqualTo(3);
        JsonNode sharpness = cycle.get("flatness").get("sharpness");
        assertThat(sharpness.get("mean").asDouble()).isCloseTo(0.203, within(1e-9));
        assertThat(sharpness.get("difference").get("verdict").asString()).isEqualTo("flatter");
        assertThat(cycle.get("flatness").has("largest_eigenvalue")).isFalse();
        assertThat(cycle.get("seeds").get(0).get("flatness").get("noise_rise").asDouble())
                .isEqualTo(0.5);
        List<String> lines = api.get(path + "/result", "Accept", "text/csv")
                .expect(200)
                .body()
                .lines()
                .toList();
        List<String> header = List.of(lines.getFirst().split(",", -1));
        String[] last = lines.getLast().split(",", -1);
        assertThat(last).hasSameSizeAs(header);
        assertThat(Double.parseDouble(last[header.indexOf("sharpness")])).isCloseTo(0.205, within(1e-9));
        assertThat(last[header.indexOf("largest_eigenvalue")]).isEmpty();
        assertThat(last[header.indexOf("sharpness_verdict")]).isEqualTo("flatter");
        assertThat(Double.parseDouble(last[header.indexOf("sharpness_difference")]))
                .isCloseTo(sharpness.get("difference").get("mean").asDouble(), within(1e-12));

        String longer = api.post(path + ":extend", "{\"repeats\": 1}")
                .expect(201)
                .header("Location")
                .orElseThrow();
        assertThat(next().order().flatness()).isTrue();
        assertThat(api.get(longer).json().get("flatness").asBoolean()).isTrue();
    }

    @Test
    void aRunThatBreaksDownIsAResultAndOneThatFailsIsMissing() {
        String path = submitted(TWO);
        for (int i = 0; i < 6; i++) {
            ClaimedRun run = next();
            boolean cycle = run.order().repeat() >= 3;
            if (cycle && run.order().seed() == 5) {
                attempts.observed(run.attempt(), List.of(new Observation(0, 0.01, Double.NaN, null, null)));
                attempts.succeeded(run.attempt(), EndReason.NOT_FINITE, null);
            } else if (cycle && run.order().seed() == 6) {
                attempts.gaveUp(run.attempt(), FailureReason.MAX_RUN_TIME, "slow", "");
            } else {
                attempts.observed(run.attempt(), curve(run));
                attempts.succeeded(run.attempt(), EndReason.COMPLETED, null);
            }
        }
        JsonNode cycle =
                api.get(path + "/result").expect(200).json().get("entries").get(1);
        assertThat(cycle.get("diverged").asInt()).isEqualTo(1);
        assertThat(cycle.get("repeats").asInt()).isEqualTo(2);
        assertThat(cycle.get("seeds").get(0).get("final_accuracy").asDouble())
                .as("one of four classes")
                .isEqualTo(0.25);
    }

    @Test
    void withoutABaselineThatCameToItsEndThereIsNoResult() {
        String path = submitted(TWO);
        for (int i = 0; i < 6; i++) {
            ClaimedRun run = next();
            if (run.order().repeat() < 3) {
                attempts.gaveUp(run.attempt(), FailureReason.MAX_RUN_TIME, "slow", "");
            } else {
                attempts.observed(run.attempt(), curve(run));
                attempts.succeeded(run.attempt(), EndReason.COMPLETED, null);
            }
        }
        assertThat(api.get(path).json().get("state").asString()).isEqualTo("failed");
        JsonNode problem = api.get(path + "/result").expect(409).json();
        assertThat(problem.get("type").asString()).endsWith(":no-result");
    }

    @Test
    void aRangeTestAloneMakesASensibleComparison() {
        UUID rangeTest = rangeTests.succeeded(1);
        JsonNode comparison = api.post("/v1/comparisons", "{\"range_test\": \"%s\"}".formatted(rangeTest))
                .expect(201)
                .json();
        JsonNode recommendation = api.get("/v1/range-tests/%s/recommendation".formatted(rangeTest))
                .json();
        assertThat(comparison.get("entries"))
                .extracting(entry -> entry.get("name").asString())
                .containsExactly("fixed", "triangular2", "one_cycle", "decay");
        assertThat(comparison.get("baseline").asString()).isEqualTo("fixed");
        assertThat(comparison.get("repeats").asInt()).isEqualTo(3);
        JsonNode cycle = comparison.get("entries").get(1).get("schedule");
        assertThat(cycle.get("max_lr")).isEqualTo(recommendation.get("max_lr"));
        assertThat(comparison.get("entries").get(0).get("schedule").get("lr")).isEqualTo(recommendation.get("lr"));
        assertThat(comparison.get("iterations").asLong()
                        % (2 * cycle.get("step_size_up").asLong()))
                .as("ends with a whole cycle")
                .isZero();
        assertThat(comparison.get("entries").get(1).get("warnings"))
                .as("what the literature would object to")
                .isEmpty();
        assertThat(comparison.get("workload").get("dataset").asString()).isEqualTo("spirals");

        JsonNode shorter = api.post(
                        "/v1/comparisons", "{\"range_test\": \"%s\", \"iterations\": 100}".formatted(rangeTest))
                .expect(201)
                .json();
        assertThat(shorter.get("iterations").asInt()).isEqualTo(96);
    }

    @Test
    void entriesMayBeKeptSchedulesAndMayBeFilledByARecommendation() {
        UUID rangeTest = rangeTests.succeeded(1);
        String kept = api.post(
                        "/v1/schedules", "{\"schedule\": {\"policy\": \"fixed\", \"lr\": 0.02}, \"iterations\": 60}")
                .expect(201)
                .json()
                .get("id")
                .asString();
        JsonNode entries = api.post("/v1/comparisons", """
                        {%s, "iterations": 60, "repeats": 1, "baseline": "kept", "entries": [
                          {"name": "kept", "schedule": "%s"},
                          {"name": "filled", "schedule": {"range_test": "%s", "policy": "exp_range", "gamma": 0.99}},
                          {"name": "cycles", "schedule": {"range_test": "%s", "policy": "triangular2"}},
                          {"name": "default", "schedule": {"range_test": "%s"}}]}""".formatted(WORKLOAD, kept, rangeTest, rangeTest, rangeTest))
                .expect(201)
                .json()
                .get("entries");
        assertThat(entries.get(0).get("schedule_id").asString()).isEqualTo(kept);
        assertThat(entries.get(0).get("schedule").get("lr").asDouble()).isEqualTo(0.02);
        assertThat(entries.get(1).get("schedule").get("gamma").asDouble()).isEqualTo(0.99);
        assertThat(entries.get(1).get("range_test").asString()).isEqualTo(rangeTest.toString());
        assertThat(entries.get(2).get("schedule").get("policy").asString()).isEqualTo("triangular2");
        assertThat(entries.get(2).get("schedule").get("step_size_up").asInt()).isEqualTo(10);
        assertThat(entries.get(3).get("schedule").get("policy").asString())
                .as("of the length")
                .isEqualTo("one_cycle");
        assertThat(entries.get(3).get("schedule").get("total_steps").asInt()).isEqualTo(60);
    }

    /** Each is {@code TWO} with one thing that is wrong. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "name": "cycle"            | "name": "fixed"                          | /entries/1/name
            "name": "cycle"            | "name": "a,b"                            | /entries/1/name
            "baseline": "fixed"        | "baseline": "other"                      | /baseline
            "baseline": "fixed"        | "margin": 0.1                            | /baseline
            "baseline": "fixed"        | "baseline": "fixed", "margin": -1        | /margin
            "iterations": 80           | "iterations": 39                         | /entries/1/schedule
            "iterations": 80           | "iterations": 1000000000                 | /iterations
            "iterations": 80           | "iterations": 1000000, "epochs": 3       | /epochs
            "iterations": 80           | "epochs": 0                              | /epochs
            "iterations": 80           | "tags": {}                               | /iterations
            "repeats": 3               | "repeats": 65                            | /repeats
            "repeats": 3               | "repeats": 0                             | /repeats
            "samples": 1000            | "samples": 0                             | /evaluation/samples
            "step_size": 20            | "step_size": 0                           | /entries/1/schedule/step_size
            "max_lr": 0.1              | "max_lr": 0.001                          | /entries/1/schedule/base_lr
            "policy": "fixed"          | "policy": "wavy"                         | /entries/0/schedule
            "spirals"                  | "nowhere"                                | /workload/dataset
            "batch_size": 32           | "batch_size": 60000                      | /workload/batch_size
            "seed": 5                  | "lane": "moon"                           | /lane
            "seed": 5                  | "colour": 5                              | /colour
            "seed": 5                  | "flatness": "yes"                        | /flatness
            {"policy": "fixed", "lr": 0.01} | "0000"                              | /entries/0/schedule
            {"policy": "fixed", "lr": 0.01} | null                                | /entries/0/schedule
            {"policy": "fixed", "lr": 0.01} | {"policy": "one_cycle", "max_lr": 1, "total_steps": 81} | /entries/0/schedule
            {"policy": "fixed", "lr": 0.01} | {"range_test": "01936c3e-7b5a-7c1e-9d55-1b1a4e3f2c10"} | /entries/0/schedule/range_test
            {"policy": "fixed", "lr": 0.01} | {"range_test": "7"}                 | /entries/0/schedule
            """)
    void whatDoesNotFitIsRefusedByItsFieldAndNothingIsSaved(String right, String wrong, String pointer) {
        assertThat(TWO).contains(right);
        JsonNode problem = api.post("/v1/comparisons", TWO.replace(right, wrong))
                .expect(400)
                .json();
        assertThat(problem.get("errors"))
                .as(problem.toString())
                .extracting(error -> error.get("pointer").asString())
                .containsExactly(pointer);
        assertThat(api.get("/v1/comparisons").json().get("items")).isEmpty();
    }

    @Test
    void parametersThatDoNotFillAreRefusedByTheirNames() {
        UUID rangeTest = rangeTests.succeeded(1);
        for (String[] wrong : new String[][] {
            {"\"policy\": \"composite\"", "/entries/0/schedule/policy"},
            {"\"gamma\": 2, \"policy\": \"exp_range\"", "/entries/0/schedule/gamma"},
            {"\"policy\": \"one_cycle\", \"total_steps\": 81", "/entries/0/schedule"},
            {"\"step_size_up\": \"long\"", "/entries/0/schedule"},
            {"\"policy\": 5", "/entries/0/schedule/policy"}
        }) {
            JsonNode problem = api.post(
                            "/v1/comparisons",
                            TWO.replace(
                                    "{\"policy\": \"fixed\", \"lr\": 0.01}",
                                    "{\"range_test\": \"%s\", %s}".formatted(rangeTest, wrong[0])))
                    .expect(400)
                    .json();
            assertThat(problem.get("errors").get(0).get("pointer").asString()).isEqualTo(wrong[1]);
        }
    }

    @Test
    void aRangeTestThatIsNotOverOrIsReportedFillsNothing() {
        String waiting = api.submit(Submissions.spirals(50, 1, 1));
        for (String body : List.of("{\"range_test\": \"%s\"}", "{\"range_test\": \"%s\", \"iterations\": 100}")) {
            JsonNode problem = api.post("/v1/comparisons", body.formatted(waiting.replaceFirst(".*/", "")))
                    .expect(400)
                    .json();
            assertThat(problem.get("errors").get(0).get("pointer").asString()).isEqualTo("/range_test");
            assertThat(problem.get("errors").get(0).get("value").asString()).contains("queued");
        }
        api.post("/v1/comparisons", "{\"range_test\": \"%s\"}".formatted(UUID.randomUUID()))
                .expect(400);
        api.post("/v1/comparisons", "{}").expect(400);
        assertThat(api.get("/v1/comparisons").json().get("items")).isEmpty();
    }

    @Test
    void cancellingEndsWhatIsNotOverAndOnlyThen() {
        String path = submitted(TWO);
        train(1);
        assertThat(api.post(path + ":cancel", null)
                        .expect(202)
                        .json()
                        .get("state")
                        .asString())
                .isEqualTo("cancelled");
        assertThat(api.post(path + ":cancel", null)
                        .expect(409)
                        .json()
                        .get("type")
                        .asString())
                .endsWith(":not-cancellable");
        assertThat(api.get(path + "/result").expect(409).json().get("type").asString())
                .endsWith(":no-result");
        assertThat(api.post(path + ":extend", "{\"repeats\": 1}")
                        .expect(409)
                        .json()
                        .get("type")
                        .asString())
                .endsWith(":not-extensible");
    }

    @Test
    void deletingTakesRunsAndCurvesWithIt() {
        String path = submitted(TWO);
        assertThat(api.send("DELETE", path, null).expect(409).json().get("type").asString())
                .endsWith(":not-deletable");
        train(6);
        api.send("DELETE", path, null).expect(204);
        api.get(path).expect(404);
        api.get(path + "/result").expect(404);
        api.send("DELETE", path, null).expect(404);
    }

    @Test
    void aRerunIsTheSameAgainButForWhatTheBodySays() {
        String path = submitted(TWO);
        JsonNode origin = api.get(path).json();
        JsonNode rerun = api.send("POST", path + ":rerun", null).expect(201).json();
        assertThat(rerun.get("rerun_of")).isEqualTo(origin.get("id"));
        for (String field : List.of("workload", "entries", "iterations", "evaluation", "seed", "repeats", "baseline")) {
            assertThat(rerun.get(field)).as(field).isEqualTo(origin.get(field));
        }
        JsonNode other = api.post(path + ":rerun", "{\"seed\": 9, \"repeats\": 1, \"name\": \"again\"}")
                .expect(201)
                .json();
        assertThat(other.get("runs")).extracting(run -> run.get("seed").asInt()).containsExactly(9, 9);
        api.post(path + ":rerun", "{\"repeats\": 65}").expect(400);
        api.post("/v1/comparisons/%s:rerun".formatted(UUID.randomUUID()), "{}").expect(404);
    }

    @Test
    void furtherRepeatsMakeAComparisonThatHasTheOldRunsAsWell() {
        String path = submitted(TWO);
        train(6);
        JsonNode pinned = api.get(path + "/result").json();
        JsonNode extended =
                api.post(path + ":extend", "{\"repeats\": 2}").expect(201).json();
        assertThat(extended.get("extends")).isEqualTo(api.get(path).json().get("id"));
        assertThat(extended.get("runs"))
                .extracting(run -> run.get("entry").asString()
                        + run.get("seed").asInt()
                        + run.get("state").asString())
                .containsExactly(
                        "fixed5succeeded",
                        "fixed6succeeded",
                        "fixed7succeeded",
                        "fixed8queued",
                        "fixed9queued",
                        "cycle5succeeded",
                        "cycle6succeeded",
                        "cycle7succeeded",
                        "cycle8queued",
                        "cycle9queued");
        String further = extended.get("links").get("self").asString();
        api.send("DELETE", path, null).expect(204);
        train(4);
        JsonNode result = api.get(further + "/result").expect(200).json();
        assertThat(result.get("entries").get(1).get("difference").get("pairs").asInt())
                .isEqualTo(5);
        assertThat(result.get("entries").get(1).get("seeds").get(0).toString())
                .as("the old runs are what they were")
                .isEqualTo(pinned.get("entries").get(1).get("seeds").get(0).toString());
        api.post(further + ":extend", "{\"repeats\": 60}").expect(400);
        api.post(further + ":extend", "{}").expect(400);
    }

    @Test
    void aKeyMakesOneComparison() {
        Api.Answer first =
                api.post("/v1/comparisons", TWO, "Idempotency-Key", "one").expect(201);
        assertThat(api.post("/v1/comparisons", TWO, "Idempotency-Key", "one")
                        .expect(201)
                        .body())
                .isEqualTo(first.body());
        api.post("/v1/comparisons", TWO.replace("\"seed\": 5", "\"seed\": 6"), "Idempotency-Key", "one")
                .expect(422);
        assertThat(api.get("/v1/comparisons").json().get("items")).hasSize(1);
    }

    @Test
    void aSearchFindsByWhatIsGiven() {
        String first = submitted(TWO);
        String second = submitted(TWO.replace("\"seed\": 5", "\"tags\": {\"team\": \"vision\"}"));
        String id = second.replaceFirst(".*/", "");
        for (String query : List.of("tag=team:vision", "page_size=1")) {
            assertThat(api.get("/v1/comparisons?" + query).expect(200).json().get("items"))
                    .extracting(item -> item.get("id").asString())
                    .containsExactly(id);
        }
        String token = api.get("/v1/comparisons?page_size=1")
                .json()
                .get("next_page_token")
                .asString();
        assertThat(api.get("/v1/comparisons?page_size=1&page_token=" + token)
                        .json()
                        .get("items")
                        .get(0)
                        .get("links")
                        .get("self")
                        .asString())
                .isEqualTo(first);
        for (String query : List.of("dataset=spirals", "model=mlp", "optimizer=sgd", "state=queued")) {
            assertThat(api.get("/v1/comparisons?" + query).json().get("items"))
                    .as(query)
                    .hasSize(2);
        }
        for (String query : List.of("dataset=shapes", "model=lenet", "optimizer=adam", "state=failed", "tag=a:b")) {
            assertThat(api.get("/v1/comparisons?" + query).json().get("items"))
                    .as(query)
                    .isEmpty();
        }
        for (String query : List.of("state=lost", "verdict=ok", "created_after=yesterday", "batch_size=many")) {
            api.get("/v1/comparisons?" + query).expect(400);
        }
    }

    @Test
    void aSearchFindsByVerdictBatchSizeAndTime() {
        String decided = submitted(TWO);
        train(6);
        String waiting = submitted(TWO.replace("\"batch_size\": 32", "\"batch_size\": 64"));
        String between = api.get(waiting).json().get("created_at").asString();
        assertThat(found("verdict=better")).containsExactly(decided);
        assertThat(found("verdict=worse")).isEmpty();
        assertThat(found("batch_size=64")).containsExactly(waiting);
        assertThat(found("created_before=" + between)).containsExactly(decided);
        assertThat(found("created_after=" + Instant.parse(between).minusMillis(1)))
                .containsExactly(waiting);
    }

    private List<String> found(String query) {
        return api.get("/v1/comparisons?" + query)
                .expect(200)
                .json()
                .get("items")
                .valueStream()
                .map(item -> item.get("links").get("self").asString())
                .toList();
    }

    @Test
    void eventsNameTheEntryAndEndWithTheComparison() {
        String path = submitted(TWO);
        train(6);
        String events = api.get(path + "/events").expect(200).body();
        assertThat(events)
                .contains("{\"entry\":\"cycle\",\"repeat\":2,\"attempt\":1,\"state\":\"succeeded\"}")
                .contains("event: points\ndata: {\"entry\":\"fixed\",\"repeat\":0,")
                .endsWith("event: end\ndata: {\"state\":\"succeeded\"}\n\n");
    }
}
