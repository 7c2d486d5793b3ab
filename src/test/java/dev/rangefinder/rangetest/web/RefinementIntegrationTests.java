package dev.rangefinder.rangetest.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.rangetest.FinishedRangeTests;
import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Tables;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** Sweeps that follow where one did not answer; the tests are the trainers. */
@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.enabled=false")
class RefinementIntegrationTests {

    /**
     * The loss begins to fall at 0.001 and rises from 0.2 on: a sweep up to 0.01 sees no edge, one up to 0.1 neither.
     */
    private static double loss(double lr) {
        return 2.3 - 1.5 / (1 + Math.pow(0.003 / lr, 2)) + Math.pow(lr / 0.4, 3);
    }

    @Autowired
    private Tables tables;

    @Autowired
    private Api api;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private FinishedRangeTests finished;

    @BeforeEach
    void emptyTheTables() {
        tables.empty();
    }

    private static String submission(String more) {
        return """
                {"name": "short", "tags": {"a": "b"}, "client": "me", "priority": 3,
                 "workload": {"dataset": "spirals", "model": "mlp", "optimizer": {"type": "sgd"}, "batch_size": 32},
                 "sweep": {"start_lr": 0.0001, "end_lr": 0.01, "iterations": 200}, "repeats": 2, "seed": 5%s}""".formatted(more);
    }

    private JsonNode get(String id) {
        return api.get("/v1/range-tests/" + id).expect(200).json();
    }

    private JsonNode recommendation(String id) {
        return api.get("/v1/range-tests/" + id + "/recommendation").expect(200).json();
    }

    private String trained(String more) {
        return finished.succeeded(submission(more), RefinementIntegrationTests::loss)
                .toString();
    }

    /** Trains the range test that followed. */
    private String refined(String id) {
        String further = get(id).get("refined_by").asString();
        finished.train(UUID.fromString(further), RefinementIntegrationTests::loss);
        return further;
    }

    private static String lastDiagnosis(JsonNode recommendation) {
        return recommendation.get("diagnoses").valueStream().toList().getLast().asString();
    }

    @Test
    void theSweepIsExtendedUntilItAnswers() {
        String first = trained(", \"refine\": true");
        assertThat(get(first).get("verdict").asString()).isEqualTo("upper_not_reached");
        assertThat(get(first).get("refine_iterations").asInt()).isEqualTo(10 * 2 * 200);

        String second = refined(first);
        assertThat(lastDiagnosis(recommendation(first)))
                .isEqualTo(
                        "refined: range test %s sweeps 0.000100 to 0.100, 2 times 300 iterations, to answer what this one did not; 3400 are left."
                                .formatted(second));
        JsonNode further = get(second);
        assertThat(further.get("refines").asString()).isEqualTo(first);
        assertThat(further.has("rerun_of")).isFalse();
        assertThat(further.get("refine_iterations").asInt()).isEqualTo(3400);
        for (String same : new String[] {"name", "tags", "client", "priority", "workload", "evaluation", "seed"}) {
            assertThat(further.get(same)).as(same).isEqualTo(get(first).get(same));
        }

        String third = refined(second);
        assertThat(get(third).at("/sweep/end_lr").asDouble()).isEqualTo(1);
        assertThat(get(third).get("verdict").asString()).isEqualTo("ok");
        assertThat(get(third).has("refined_by")).isFalse();
        assertThat(recommendation(third).get("max_lr").asDouble()).isGreaterThan(0.01);
        assertThat(recommendation(third).get("diagnoses").toString()).doesNotContain("refined");
    }

    @Test
    void fewerRepeatsFollowWhereTheIterationsDoNotLastForAll() {
        String first = trained(", \"refine\": true, \"refine_iterations\": 450");
        String second = refined(first);
        assertThat(get(second).get("repeats").asInt()).isOne();
        assertThat(get(second).get("refine_iterations").asInt()).isEqualTo(150);
        assertThat(get(second).has("refined_by")).isFalse();
        assertThat(lastDiagnosis(recommendation(second)))
                .isEqualTo("not_refined: the sweep that would answer takes 400 iterations, and 150 may be spent.");
    }

    @Test
    void nothingFollowsWhereNobodyAskedForIt() {
        String id = trained("");
        assertThat(get(id).get("verdict").asString()).isEqualTo("upper_not_reached");
        assertThat(get(id).has("refined_by")).isFalse();
        assertThat(get(id).has("refine_iterations")).isFalse();
        assertThat(recommendation(id).get("diagnoses").toString()).doesNotContain("refined");
        assertThat(api.get("/v1/range-tests").json().get("items")).hasSize(1);
    }

    @Test
    void nothingFollowsOnOtherData() {
        String path = api.submit(submission(", \"refine\": true"));
        jdbc.sql("update run set dataset_hash = 'another'").update();
        finished.train(UUID.fromString(path.replaceFirst(".*/", "")), RefinementIntegrationTests::loss);
        JsonNode rangeTest = api.get(path).json();
        assertThat(rangeTest.get("state").asString()).isEqualTo("succeeded");
        assertThat(rangeTest.has("refined_by")).isFalse();
        assertThat(lastDiagnosis(api.get(path + "/recommendation").json()))
                .isEqualTo(
                        "not_refined: the data set spirals is gone or is another by now, or the uploaded model is gone.");
    }

    @Test
    void aRerunRefinesAsItsOriginDid() {
        String path = api.submit(submission(", \"refine\": true, \"refine_iterations\": 700"));
        JsonNode rerun = api.send("POST", path + ":rerun", null).expect(201).json();
        assertThat(rerun.get("refine_iterations").asInt()).isEqualTo(700);
    }

    @Test
    void theLastSweepIsTheOneWhoseAnswerIsChecked() {
        String first = trained(", \"refine\": true, \"verify\": {\"iterations\": 2000, \"repeats\": 1}");
        assertThat(get(first).get("state").asString()).isEqualTo("succeeded");
        assertThat(recommendation(first).has("verification")).isFalse();

        String second = refined(first);
        String third = refined(second);
        JsonNode checked = get(third);
        assertThat(checked.get("state").asString()).isEqualTo("running");
        assertThat(checked.at("/verify/iterations").asInt()).isEqualTo(2000);
        assertThat(checked.get("runs")).hasSize(checked.get("repeats").asInt() + 9);

        double best = recommendedBy(third) / 10;
        finished.trainAll(lr -> 0.9 - 0.1 * Math.abs(Math.log10(lr / best)));
        JsonNode answer = recommendation(third);
        assertThat(get(third).get("verdict").asString()).isEqualTo("verified");
        assertThat(answer.at("/verification/winner").asString()).isEqualTo("sweep/10");
        assertThat(answer.get("max_lr").asDouble()).isCloseTo(best, within(1e-12));
        assertThat(answer.at("/verification/rungs")
                        .valueStream()
                        .map(rung -> rung.get("scores").size()))
                .containsExactly(9, 5, 3);
        assertThat(answer.at("/verification/iterations").asInt()).isLessThanOrEqualTo(2000);
        assertThat(get(third)
                        .get("runs")
                        .valueStream()
                        .map(run -> run.path("rung").asInt(0)))
                .endsWith(1, 2, 2, 2, 2, 2, 3, 3, 3);
    }

    /** What the sweep says while its answer is being checked. */
    private double recommendedBy(String id) {
        return jdbc.sql("select race -> 'sweep' ->> 'max_lr' from range_test where id = cast(:id as uuid)")
                .param("id", id)
                .query(Double.class)
                .single();
    }

    @Test
    void whatCannotBeIsRefused() {
        assertRefused(submission(", \"refine_iterations\": 100"), "/refine_iterations");
        assertRefused(submission(", \"refine\": false, \"refine_iterations\": 100"), "/refine_iterations");
        assertRefused(submission(", \"refine\": true, \"refine_iterations\": -1"), "/refine_iterations");
        assertRefused(submission(", \"refine\": true, \"refine_iterations\": 1e12"), "/refine_iterations");
        assertRefused("""
                {"execution": "reported", "refine": true,
                 "workload": {"description": "mine", "batch_size": 32, "iterations_per_epoch": 10},
                 "sweep": {"start_lr": 0.0001, "end_lr": 0.01, "iterations": 200}}""", "/refine");
    }

    private void assertRefused(String submission, String pointer) {
        JsonNode problem = api.post("/v1/range-tests", submission).expect(400).json();
        assertThat(problem.at("/errors/0/pointer").asString()).isEqualTo(pointer);
    }
}
