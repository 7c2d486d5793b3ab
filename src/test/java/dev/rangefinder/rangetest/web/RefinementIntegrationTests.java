package dev.rangefinder.rangetest.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.rangetest.FinishedRangeTests;
import dev.rangefinder.schedule.Ladder;
import dev.rangefinder.schedule.Spacing;
import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Tables;
import java.util.Random;
import java.util.UUID;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
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
                        "refined: range test %s sweeps 0.0001 to 0.1 in 300 iterations, 2 times, to answer what this one did not; 3400 are left."
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
    void aReportedSweepWithoutAnEndGoesOnUntilItsEdgeIsSeen() {
        String first = submitReported("{\"iterations\": 300}", "");
        assertThat(get(first).at("/sweep/start_lr").asDouble()).isEqualTo(1e-5);
        assertThat(get(first).at("/sweep/end_lr").asDouble()).isEqualTo(10);
        assertThat(get(first).get("refine_iterations").asInt()).isEqualTo(3 * 300);
        report(first, lr -> loss(lr / 100));

        String second = get(first).get("refined_by").asString();
        assertThat(get(first).get("verdict").asString()).isEqualTo("upper_not_reached");
        assertThat(get(second).get("refines").asString()).isEqualTo(first);
        assertThat(get(second).get("execution").asString()).isEqualTo("reported");
        assertThat(get(second).get("workload")).isEqualTo(get(first).get("workload"));
        assertThat(get(second).at("/sweep/end_lr").asDouble()).isEqualTo(100);
        assertThat(get(second).at("/sweep/iterations").asInt()).isEqualTo(350);
        assertThat(get(second).get("refine_iterations").asInt()).isEqualTo(550);
        report(second, lr -> loss(lr / 100));

        assertThat(get(second).get("verdict").asString()).isEqualTo("ok");
        assertThat(get(second).has("refined_by")).isFalse();
    }

    @Test
    void aReportedSweepWithAnEndEndsThereUnlessAskedToGoOn() {
        String kept = submitReported("{\"start_lr\": 0.0001, \"end_lr\": 0.01, \"iterations\": 200}", "");
        report(kept, RefinementIntegrationTests::loss);
        assertThat(get(kept).get("verdict").asString()).isEqualTo("upper_not_reached");
        assertThat(get(kept).has("refined_by")).isFalse();

        String open = submitReported("{\"iterations\": 200}", ", \"refine\": false");
        assertThat(get(open).has("refine_iterations")).isFalse();

        String wanted =
                submitReported("{\"start_lr\": 0.0001, \"end_lr\": 0.01, \"iterations\": 200}", ", \"refine\": true");
        report(wanted, RefinementIntegrationTests::loss);
        assertThat(get(wanted).has("refined_by")).isTrue();
    }

    private static String reported(String sweep, String more) {
        return """
                {"execution": "reported", "sweep": %s%s,
                 "workload": {"description": "mine", "batch_size": 32, "iterations_per_epoch": 10,
                              "optimizer": {"type": "SGD", "momentum": 0}}}""".formatted(sweep, more);
    }

    private String submitReported(String sweep, String more) {
        return api.submit(reported(sweep, more)).replaceFirst(".*/", "");
    }

    /** Reports a whole sweep as its client would. */
    private void report(String id, DoubleUnaryOperator loss) {
        JsonNode sweep = get(id).get("sweep");
        Ladder ladder = new Ladder(
                sweep.get("start_lr").asDouble(),
                sweep.get("end_lr").asDouble(),
                sweep.get("iterations").asLong(),
                Spacing.EXPONENTIAL);
        Random noise = new Random(1);
        String observations = LongStream.range(0, ladder.iterations())
                .mapToObj(i -> "{\"iteration\": %d, \"loss\": %s}"
                        .formatted(i, loss.applyAsDouble(ladder.learningRate(i)) + 0.02 * noise.nextGaussian()))
                .collect(Collectors.joining(","));
        api.post(
                        "/v1/range-tests/" + id + "/observations",
                        "{\"final\": true, \"observations\": [" + observations + "]}")
                .expect(200);
    }

    @Test
    void theLastSweepIsTheOneWhoseAnswerIsChecked() {
        String first = trained(", \"refine\": true, \"verify\": {\"iterations\": 2400, \"repeats\": 1}");
        assertThat(get(first).get("state").asString()).isEqualTo("succeeded");
        assertThat(recommendation(first).has("verification")).isFalse();

        String second = refined(first);
        String third = refined(second);
        JsonNode checked = get(third);
        assertThat(checked.get("state").asString()).isEqualTo("running");
        assertThat(checked.at("/verify/iterations").asInt()).isEqualTo(2400);
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
                .containsExactly(9, 5, 4);
        assertThat(answer.at("/verification/iterations").asInt()).isLessThanOrEqualTo(2400);
        assertThat(get(third)
                        .get("runs")
                        .valueStream()
                        .map(run -> run.path("rung").asInt(0)))
                .endsWith(1, 2, 2, 2, 2, 2, 3, 3, 3, 3);
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
        assertRefused(reported("{\"end_lr\": 0.01}", ", \"refine_iterations\": 100"), "/refine_iterations");
        assertRefused(reported("{\"start_lr\": 20}", ""), "/sweep/start_lr");
        assertRefused(reported("{\"spacing\": \"linear\"}", ""), "/sweep/end_lr");
        assertRefused(reported("{\"training_iterations\": 0}", ""), "/sweep/training_iterations");
        assertRefused(
                reported("{\"training_iterations\": 1000, \"iterations\": 100}", ""), "/sweep/training_iterations");
    }

    private void assertRefused(String submission, String pointer) {
        JsonNode problem = api.post("/v1/range-tests", submission).expect(400).json();
        assertThat(problem.at("/errors/0/pointer").asString()).isEqualTo(pointer);
    }
}
