package dev.rangefinder.comparison.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.rangetest.FinishedRangeTests;
import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.Reporter;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** Comparisons that their client trains; the tests are the trainers. */
@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.enabled=false")
class ReportedComparisonsIntegrationTests {

    private static final int ITERATIONS = 20;

    private static final String FIXED = "{\"name\": \"fixed\", \"schedule\": {\"policy\": \"fixed\", \"lr\": 0.01}}";

    private static final String CYCLE = """
            {"name": "cycle", "schedule": {"policy": "triangular2", "base_lr": 0.01, "max_lr": 0.1, "step_size": 10}}""";

    private static final String TWO = """
            {"execution": "reported", "iterations": %d, "repeats": 3, "seed": 5,
             "workload": {"description": "ours", "batch_size": 8, "iterations_per_epoch": 10, "dataset": "photographs"},
             "evaluation": {"every": 10, "samples": 1000}, "classes": 4,
             "entries": [%s, %s], "baseline": "fixed"}""".formatted(ITERATIONS, FIXED, CYCLE);

    @Autowired
    private Tables tables;

    @Autowired
    private Api api;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private FinishedRangeTests rangeTests;

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

    private JsonNode next(String path, String trainer) {
        return api.post(path + ":next", "{\"trainer\": \"%s\"}".formatted(trainer))
                .expect(200)
                .json();
    }

    private Api.Answer report(String path, int run, String trainer, String observations, boolean isFinal) {
        return api.post(path + "/observations", """
                        {"run": %d, "trainer": "%s", "observations": [%s], "final": %s}""".formatted(run, trainer, observations, isFinal));
    }

    private static String observations(int first, int end, String validation) {
        return IntStream.range(first, end)
                .mapToObj(i -> "{\"iteration\": %d, \"loss\": %s%s}"
                        .formatted(i, 1 - i / 40.0, (i + 1) % 10 == 0 ? validation : ""))
                .collect(Collectors.joining(", "));
    }

    /** Trains what is handed out until there is nothing more: a cycle learns more, each seed its own. */
    private void trainAll(String path, String trainer) {
        for (JsonNode run = next(path, trainer).path("run");
                !run.isMissingNode();
                run = next(path, trainer).path("run")) {
            double accuracy = (run.get("entry").asString().equals("cycle") ? 0.8 : 0.7)
                    + 0.003 * (run.get("seed").asInt() % 3);
            report(
                            path,
                            run.get("run").asInt(),
                            trainer,
                            observations(
                                    0, ITERATIONS, ", \"validation_loss\": 0.5, \"validation_accuracy\": " + accuracy),
                            false)
                    .expect(200);
        }
    }

    @Test
    void runsAreHandedOutPairByPairAndJudgedWhenTheLastIsReported() {
        Api.Answer answer = api.post("/v1/comparisons", TWO).expect(201);
        String path = answer.header("Location").orElseThrow();
        assertThat(answer.json().get("execution").asString()).isEqualTo("reported");
        assertThat(answer.json().at("/workload/description").asString()).isEqualTo("ours");
        assertThat(answer.json().at("/links/next").asString()).isEqualTo(path + ":next");
        JsonNode first = next(path, "one");
        JsonNode second = next(path, "two");
        assertThat(first.get("state").asString()).isEqualTo("running");
        assertThat(first.at("/run/entry").asString()).isEqualTo("fixed");
        assertThat(second.at("/run/entry").asString()).isEqualTo("cycle");
        assertThat(first.at("/run/seed")).as("a pair").isEqualTo(second.at("/run/seed"));
        assertThat(second.at("/run/schedule/step_size_up").asInt()).isEqualTo(10);
        assertThat(second.at("/run/iterations").asInt()).isEqualTo(ITERATIONS);
        assertThat(second.at("/run/received_through").asInt()).isEqualTo(-1);
        assertThat(next(path, "one").get("run")).as("it has not ended").isEqualTo(first.get("run"));
        trainAll(path, "one");
        assertThat(api.get(path).json().get("state").asString())
                .as("another has one")
                .isEqualTo("running");
        trainAll(path, "two");
        assertThat(next(path, "two").get("state").asString()).isEqualTo("succeeded");
        JsonNode cycle = api.get(path + "/result").expect(200).json().at("/entries/1");
        assertThat(cycle.at("/difference/verdict").asString()).isEqualTo("better");
        assertThat(cycle.at("/difference/pairs").asInt()).isEqualTo(3);
        assertThat(cycle.get("iterations_to_baseline").asInt()).isEqualTo(10);
        assertThat(api.get(path + "/curve?entry=cycle", "Accept", "text/csv")
                        .expect(200)
                        .body()
                        .lines())
                .hasSize(1 + 3 * ITERATIONS);
        assertThat(api.get(path + "/result", "Accept", "image/svg+xml")
                        .expect(200)
                        .body())
                .contains("photographs");
        assertThat(api.get(path).json().at("/progress/iterations_done").asInt()).isEqualTo(6 * ITERATIONS);
    }

    @Test
    void whatASilentTrainerHasIsHandedToAnotherAndItsLateReportsAreRefused() {
        String path = submitted(TWO);
        next(path, "lost");
        report(path, 0, "lost", observations(0, 5, ""), false).expect(200);
        jdbc.sql("update run_report set heard_at = heard_at - interval '1 hour' where open")
                .update();
        Awaitility.await()
                .until(() -> api.get(path).json().at("/runs/0/state").asString().equals("stalled"));
        JsonNode taken = next(path, "other").get("run");
        assertThat(taken.get("run").asInt()).isZero();
        assertThat(taken.get("received_through").asInt()).isEqualTo(4);
        JsonNode problem = report(path, 0, "lost", observations(5, 10, ""), false)
                .expect(409)
                .json();
        assertThat(problem.get("type").asString()).endsWith(":handed-to-another");
        assertThat(report(path, 0, "other", observations(5, 8, ""), false)
                        .expect(200)
                        .json()
                        .get("received_through")
                        .asInt())
                .isEqualTo(7);
        report(path, 0, "lost", observations(8, 10, ""), false).expect(409);
        assertThat(next(path, "lost").at("/run/run").asInt())
                .as("another run for it")
                .isEqualTo(3);
    }

    @Test
    void trainersThatAskAtOnceGetDifferentRuns() throws InterruptedException {
        String path = submitted(TWO);
        Set<Integer> handed = ConcurrentHashMap.newKeySet();
        List<Thread> trainers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String name = "trainer-" + i;
            trainers.add(Thread.ofVirtual().start(() -> {
                JsonNode run = next(path, name).path("run");
                for (int again = 0; run.isMissingNode() && again < 100; again++) {
                    run = next(path, name).path("run");
                }
                handed.add(run.get("run").asInt());
            }));
        }
        for (Thread trainer : trainers) {
            trainer.join();
        }
        assertThat(handed).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
        assertThat(next(path, "late").has("run")).isFalse();
    }

    @Test
    void whatDivergedIsAResultAndWhatItsClientLeftOrDidNotMeasureIsNone() {
        String path = submitted(TWO);
        String good = ", \"validation_accuracy\": 0.7";
        for (int run = 0; run < 3; run++) {
            report(path, run, "one", observations(0, ITERATIONS, good), false).expect(200);
        }
        report(path, 3, "one", observations(0, 5, "") + ", {\"iteration\": 5, \"loss\": \"NaN\"}", false)
                .expect(200);
        report(path, 4, "one", observations(0, 12, good), true).expect(200);
        report(path, 5, "one", observations(0, ITERATIONS, ", \"validation_loss\": 0.1"), false)
                .expect(200);
        JsonNode result = api.get(path + "/result").expect(200).json();
        JsonNode cycle = result.at("/entries/1");
        assertThat(cycle.get("repeats").asInt()).isEqualTo(1);
        assertThat(cycle.get("diverged").asInt()).isEqualTo(1);
        assertThat(cycle.at("/seeds/0/final_accuracy").asDouble())
                .as("one of four classes")
                .isEqualTo(0.25);
        assertThat(result.get("diagnoses").toString())
                .contains("Runs that ended before their last iteration", "accuracy", ": 2.");
        assertThat(api.get(path).json().at("/runs/4/end_reason").asString()).isEqualTo("ended_early");
    }

    @Test
    void withoutClassesARunThatBreaksDownCountsAsTheWorstFirstLook() {
        String path = submitted(TWO.replace("\"classes\": 4,", ""));
        String[] looks = {", \"validation_loss\": 0.9", ", \"validation_loss\": 0.8", ", \"validation_loss\": 0.7"};
        for (int run = 0; run < 3; run++) {
            report(path, run, "one", observations(0, 10, looks[run]), false).expect(200);
            report(path, run, "one", observations(10, ITERATIONS, ", \"validation_loss\": 0.2"), false)
                    .expect(200);
        }
        for (int run = 3; run < 6; run++) {
            report(path, run, "one", "{\"iteration\": 0, \"loss\": \"Infinity\"}", false)
                    .expect(200);
        }
        JsonNode result = api.get(path + "/result").expect(200).json();
        assertThat(result.get("metric").asString()).isEqualTo("loss");
        assertThat(result.at("/entries/1/final_loss/mean").asDouble()).isEqualTo(0.9);
        assertThat(result.at("/entries/1/difference/mean").asDouble()).isCloseTo(0.7, within(1e-9));
    }

    @Test
    void nothingThatCanBeComparedIsNoResult() {
        String path = submitted(TWO);
        for (int run = 0; run < 6; run++) {
            report(path, run, "one", "", true).expect(200);
        }
        assertThat(api.get(path).json().get("state").asString()).isEqualTo("failed");
        assertThat(api.get(path + "/result").expect(409).json().get("type").asString())
                .endsWith(":no-result");
    }

    /** Trainings under a rate, one for each accuracy. */
    private List<String> trainings(double lr, double... accuracies) {
        String rangeTest = rangeTests.succeeded(1).toString();
        List<String> ids = new ArrayList<>();
        for (double accuracy : accuracies) {
            String id = api.post(
                            "/v1/range-tests/%s/training-runs".formatted(rangeTest),
                            "{\"iterations\": %d, \"schedule\": {\"policy\": \"fixed\", \"lr\": %s}}"
                                    .formatted(ITERATIONS, lr))
                    .expect(201)
                    .json()
                    .get("id")
                    .asString();
            String seen = observations(0, ITERATIONS, ", \"validation_accuracy\": " + accuracy);
            api.post("/v1/training-runs/%s/observations".formatted(id), "{\"observations\": [%s]}".formatted(seen))
                    .expect(200);
            ids.add("\"%s\"".formatted(id));
        }
        return ids;
    }

    private static String entry(String name, List<String> ids) {
        return "{\"name\": \"%s\", \"training_runs\": %s}".formatted(name, ids);
    }

    @Test
    void trainingsThatAreOverTakePartAndOutliveTheirDeletion() {
        List<String> low = trainings(0.01, 0.70, 0.71, 0.69);
        List<String> high = trainings(0.1, 0.80, 0.81, 0.80);
        JsonNode whole = api.post(
                        "/v1/comparisons",
                        TWO.replace(FIXED, entry("fixed", low)).replace(CYCLE, entry("cycle", high)))
                .expect(201)
                .json();
        assertThat(whole.get("state").asString()).isEqualTo("succeeded");
        assertThat(whole.at("/entries/1/schedule/lr").asDouble()).isEqualTo(0.1);
        assertThat(whole.at("/progress/iterations_done").asInt()).isEqualTo(6 * ITERATIONS);
        String path = whole.at("/links/self").asString();
        api.send("DELETE", "/v1/training-runs/" + high.getFirst().replace("\"", ""), null)
                .expect(204);
        JsonNode result = api.get(path + "/result?algorithm=2026.1").expect(200).json();
        assertThat(result.at("/entries/1/difference/verdict").asString()).isEqualTo("better");
        assertThat(result.at("/entries/1/seeds/1/final_accuracy").asDouble()).isEqualTo(0.81);
        assertThat(api.get(path + "/curve?entry=cycle", "Accept", "text/csv")
                        .body()
                        .lines())
                .hasSize(1 + 3 * ITERATIONS);
        assertThat(report(path, 0, "one", "", true)
                        .expect(409)
                        .json()
                        .get("type")
                        .asString())
                .endsWith(":not-reported");

        String mixed = submitted(TWO.replace(FIXED, entry("fixed", low)));
        assertThat(next(mixed, "one").at("/run/run").asInt()).isEqualTo(3);
        trainAll(mixed, "one");
        assertThat(api.get(mixed + "/result")
                        .expect(200)
                        .json()
                        .at("/entries/1/difference/pairs")
                        .asInt())
                .isEqualTo(3);
        JsonNode further =
                api.post(mixed + ":extend", "{\"repeats\": 1}").expect(201).json();
        trainAll(further.at("/links/self").asString(), "one");
        assertThat(api.get(further.at("/links/self").asString() + "/result")
                        .expect(200)
                        .json()
                        .at("/entries/1/difference/pairs")
                        .asInt())
                .isEqualTo(4);
        JsonNode again = api.send("POST", mixed + ":rerun", null).expect(201).json();
        assertThat(again.get("runs"))
                .allMatch(run -> run.get("state").asString().equals("queued"));
    }

    @Test
    void trainingsThatDoNotFitAreRefused() {
        List<String> good = trainings(0.01, 0.7, 0.7, 0.7);
        List<String> other = trainings(0.1, 0.7);
        for (List<String> wrong : List.of(
                good.subList(0, 2),
                List.of(good.get(0), good.get(1), "\"%s\"".formatted(UUID.randomUUID())),
                List.of(good.get(0), good.get(1), good.get(1)),
                List.of(good.get(0), good.get(1), other.getFirst()))) {
            JsonNode problem = api.post("/v1/comparisons", TWO.replace(FIXED, entry("fixed", wrong)))
                    .expect(400)
                    .json();
            assertThat(problem.at("/errors/0/pointer").asString()).startsWith("/entries/0/training_runs");
        }
        JsonNode problem = api.post(
                        "/v1/comparisons",
                        TWO.replace(FIXED, entry("fixed", good)).replace("\"iterations\": 20", "\"iterations\": 40"))
                .expect(400)
                .json();
        assertThat(problem.at("/errors/0/pointer").asString()).isEqualTo("/entries/0/training_runs/0");
        assertThat(api.get("/v1/comparisons").json().get("items")).isEmpty();
    }

    /** Each is {@code TWO} with one thing that is wrong. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "classes": 4              | "classes": 1                                 | /classes
            "samples": 1000           | "samples": 0                                 | /evaluation/samples
            "evaluation": {"every": 10, "samples": 1000}, | "margin": 0.1,           | /evaluation
            "baseline": "fixed"       | "baseline": "other"                          | /baseline
            "iterations": 20          | "iterations": 19                             | /entries/1/schedule
            "iterations": 20          | "iterations": 1000000000                     | /iterations
            "iterations": 20          | "epochs": 100001                             | /epochs
            "repeats": 3              | "repeats": 65                                | /repeats
            "batch_size": 8           | "batch_size": 0                              | /workload/batch_size
            "seed": 5                 | "reporting": {"ranks": 0}                    | /reporting/ranks
            "seed": 5                 | "lane": "moon"                               | /lane
            "policy": "fixed"         | "policy": "wavy"                             | /entries/0/schedule
            "name": "cycle",          | "name": "cycle", "training_runs": [],        | /entries/1/schedule
            "execution": "reported",  | "execution": "elsewhere",                    | /execution
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
    void onlyWhatIsThereAndIsReportedIsHandedOut() {
        String path = submitted(TWO);
        for (String wrong : List.of("{}", "{\"trainer\": \" \"}", "{\"trainer\": 5, \"gpu\": 1}")) {
            api.post(path + ":next", wrong).expect(400);
        }
        assertThat(report(path, 6, "one", "", false)
                        .expect(400)
                        .json()
                        .at("/errors/0/pointer")
                        .asString())
                .isEqualTo("/run");
        api.post(path + "/observations", "{}").expect(400);
        String nowhere = "/v1/comparisons/" + UUID.randomUUID();
        api.post(nowhere + ":next", "{\"trainer\": \"one\"}").expect(404);
        report(nowhere, 0, "one", "", false).expect(404);
        String managed = submitted("""
                {"workload": {"dataset": "spirals", "model": {"architecture": "mlp", "hidden": [8]}, "optimizer": {"type": "sgd"},
                  "batch_size": 32}, "iterations": 20, "entries": [%s, %s], "baseline": "fixed"}""".formatted(FIXED, CYCLE));
        assertThat(api.post(managed + ":next", "{\"trainer\": \"one\"}")
                        .expect(409)
                        .json()
                        .get("type")
                        .asString())
                .endsWith(":not-reported");
        report(managed, 0, "one", "", false).expect(409);
        assertThat(api.post("/v1/comparisons", """
                                {"workload": {"dataset": "spirals", "model": {"architecture": "mlp", "hidden": [8]},
                                  "optimizer": {"type": "sgd"}, "batch_size": 32}, "iterations": 20, "baseline": "fixed",
                                 "entries": [%s, {"name": "cycle", "training_runs": ["%s"]}]}""".formatted(FIXED, UUID.randomUUID()))
                        .expect(400)
                        .json()
                        .at("/errors/0/pointer")
                        .asString())
                .isEqualTo("/entries/1/training_runs");
    }

    @Test
    void cancellingEndsItAndTellsTheTrainers() {
        String path = submitted(TWO);
        next(path, "one");
        report(path, 0, "one", observations(0, 5, ""), false).expect(200);
        api.post(path + ":cancel", null).expect(202);
        assertThat(api.get(path).json().get("state").asString()).isEqualTo("cancelled");
        assertThat(report(path, 0, "one", observations(5, 6, ""), false)
                        .expect(200)
                        .json()
                        .get("stop")
                        .asBoolean())
                .isTrue();
        assertThat(next(path, "one").get("state").asString()).isEqualTo("cancelled");
        api.send("DELETE", path, null).expect(204);
        report(path, 0, "one", "", false).expect(404);
        assertThat(jdbc.sql("select count(*) from run_report").query(Long.class).single())
                .isZero();
    }

    @Test
    void aReportedRangeTestAloneMakesASensibleComparison() {
        Reporter reporter = Reporter.submit(api, 300, "");
        reporter.report(0, 300);
        String rangeTest = reporter.path().replaceFirst(".*/", "");
        JsonNode comparison = api.post("/v1/comparisons", """
                        {"execution": "reported", "range_test": "%s", "evaluation": {"samples": 100}}""".formatted(rangeTest))
                .expect(201)
                .json();
        assertThat(comparison.get("entries"))
                .extracting(entry -> entry.get("name").asString())
                .containsExactly("fixed", "triangular2", "one_cycle", "decay");
        api.post("/v1/comparisons", "{\"range_test\": \"%s\"}".formatted(rangeTest))
                .expect(400);
    }
}
