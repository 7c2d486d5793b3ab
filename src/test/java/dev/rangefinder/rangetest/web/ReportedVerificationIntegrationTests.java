package dev.rangefinder.rangetest.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.Reporter;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** Recommendations that are checked by training with them; the tests are the trainers. */
@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.enabled=false")
class ReportedVerificationIntegrationTests {

    private static final String VERIFY =
            "\"verify\": {\"iterations\": 2000, \"repeats\": 2, \"samples\": 1000, \"classes\": 4}";

    @Autowired
    private Tables tables;

    @Autowired
    private Api api;

    @BeforeEach
    void emptyTheTables() {
        tables.empty();
    }

    private String swept() {
        Reporter reporter = Reporter.submit(api, 300, VERIFY);
        reporter.report(0, 300);
        return reporter.path();
    }

    private JsonNode next(String path, String trainer) {
        return api.post(path + ":next", "{\"trainer\": \"%s\"}".formatted(trainer))
                .expect(200)
                .json();
    }

    private Api.Answer report(String path, JsonNode run, int from, int to, String last) {
        String observations = IntStream.range(from, to)
                .mapToObj(i -> "{\"iteration\": %d, \"loss\": 1%s}".formatted(i, i == to - 1 ? last : ""))
                .collect(Collectors.joining(", "));
        return api.post(path + "/observations", """
                        {"repeat": %s, "trainer": "one", "observations": [%s]}""".formatted(run.get("repeat"), observations));
    }

    /** Trains what is handed out: the lower the highest rate of the cycle, the more it learns. */
    private List<JsonNode> race(String path) {
        List<JsonNode> raced = new ArrayList<>();
        for (JsonNode run = next(path, "one").path("run");
                !run.isMissingNode();
                run = next(path, "one").path("run")) {
            raced.add(run);
            double accuracy = 0.9
                    - 0.1 * run.at("/schedule/max_lr").asDouble()
                    + 0.001 * (run.get("seed").asInt() % 2);
            report(path, run, 0, run.get("iterations").asInt(), ", \"validation_accuracy\": " + accuracy)
                    .expect(200);
        }
        return raced;
    }

    @Test
    void theTrainingsAreHandedOutRungByRungAndTheWinnerIsTheAnswer() {
        String path = swept();
        assertThat(api.get(path).json().get("state").asString()).isEqualTo("running");
        api.get(path + "/recommendation").expect(409);
        JsonNode plan = api.get(path).json().get("verify");
        List<JsonNode> raced = race(path);
        assertThat(next(path, "one").get("state").asString()).isEqualTo("succeeded");
        assertThat(raced).as("nine cycles, then four with two seeds").hasSize(9 + 4 * 2);
        assertThat(raced)
                .extracting(run -> run.get("rung").asInt())
                .isSorted()
                .startsWith(1)
                .endsWith(2);
        int trained =
                raced.stream().mapToInt(run -> run.get("iterations").asInt()).sum();
        assertThat(trained).isEqualTo(plan.get("iterations_at_most").asInt());
        JsonNode answer = api.get(path + "/recommendation").expect(200).json();
        assertThat(answer.get("verdict").asString()).isEqualTo("verified");
        assertThat(answer.at("/verification/iterations").asInt()).isEqualTo(trained);
        assertThat(answer.at("/verification/winner").asString())
                .as("the lowest")
                .isEqualTo(lowest(answer));
        assertThat(answer.at("/verification/gain/accuracy").asDouble()).isPositive();
        assertThat(api.get(path + "/curve").json().get("repeats")).hasSize(1);
    }

    private static String lowest(JsonNode answer) {
        return answer.at("/verification/entrants")
                .valueStream()
                .min((one, other) -> Double.compare(
                        one.get("max_lr").asDouble(), other.get("max_lr").asDouble()))
                .orElseThrow()
                .get("name")
                .asString();
    }

    @Test
    void aTrainerThatComesAgainGetsTheTrainingThatItHadAndTheAnswerIsTheSame() {
        String undisturbed = swept();
        race(undisturbed);
        String disturbed = swept();
        JsonNode had = next(disturbed, "one").get("run");
        report(disturbed, had, 0, 20, "").expect(200);
        JsonNode again = next(disturbed, "one").get("run");
        assertThat(again.get("repeat")).isEqualTo(had.get("repeat"));
        assertThat(again.get("received_through").asInt()).isEqualTo(19);
        race(disturbed);
        assertThat(api.get(disturbed + "/recommendation").body())
                .isEqualTo(api.get(undisturbed + "/recommendation").body());
    }

    @Test
    void whatIsLeftOutSaysNothingAndARaceWithoutScoresSaysSo() {
        String path = swept();
        for (JsonNode run = next(path, "one").path("run");
                !run.isMissingNode();
                run = next(path, "one").path("run")) {
            api.post(path + "/observations", "{\"repeat\": %s, \"final\": true}".formatted(run.get("repeat")))
                    .expect(200);
        }
        JsonNode answer = api.get(path + "/recommendation").expect(200).json();
        assertThat(answer.get("verdict").asString()).isNotEqualTo("verified");
        assertThat(answer.get("diagnoses").toString()).contains("not_verified");
    }

    @Test
    void repeatsOfASweepAreHandedOutToo() {
        String path = api.submit(Reporter.submission(50, "\"repeats\": 2"));
        JsonNode first = next(path, "one").get("run");
        assertThat(first.get("repeat").asInt()).isZero();
        assertThat(first.at("/schedule/policy").asString()).isEqualTo("ladder");
        assertThat(first.has("rung")).isFalse();
        assertThat(next(path, "two").at("/run/repeat").asInt()).isEqualTo(1);
        assertThat(next(path, "three").has("run")).isFalse();
        assertThat(api.post(path + "/observations", "{\"repeat\": 0, \"trainer\": \"two\"}")
                        .expect(409)
                        .json()
                        .get("type")
                        .asString())
                .endsWith(":handed-to-another");
        api.post(path + "/observations", "{\"repeat\": 2}").expect(400);
    }

    @Test
    void cancellingEndsTheRace() {
        String path = swept();
        JsonNode run = next(path, "one").get("run");
        api.post(path + ":cancel", null).expect(202);
        assertThat(next(path, "one").get("state").asString()).isEqualTo("cancelled");
        assertThat(report(path, run, 0, 1, "").expect(200).json().get("stop").asBoolean())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "samples": 1000,     |                      | /verify/samples
            "samples": 1000      | "samples": 0         | /verify/samples
            , "classes": 4       |                      | /verify/classes
            "classes": 4         | "classes": 1         | /verify/classes
            "iterations": 2000   | "iterations": 1079   | /verify/iterations
            "repeats": 2         | "repeats": 65        | /verify/repeats
            """)
    void whatDoesNotFitIsRefusedByItsField(String right, String wrong, String pointer) {
        assertThat(VERIFY).contains(right);
        JsonNode problem = api.post(
                        "/v1/range-tests", Reporter.submission(300, VERIFY.replace(right, wrong == null ? "" : wrong)))
                .expect(400)
                .json();
        assertThat(problem.at("/errors/0/pointer").asString()).isEqualTo(pointer);
    }

    @Test
    void aManagedTestKnowsItsSamplesItself() {
        JsonNode problem =
                api.post("/v1/range-tests", """
                        {"workload": {"dataset": "spirals", "model": {"architecture": "mlp", "hidden": [16]},
                           "optimizer": {"type": "sgd", "momentum": 0.9}, "batch_size": 32},
                         "sweep": {"start_lr": 0.0001, "end_lr": 10, "iterations": 200}, %s}""".formatted(VERIFY)).expect(400).json();
        assertThat(problem.get("errors")).hasSize(2);
    }
}
