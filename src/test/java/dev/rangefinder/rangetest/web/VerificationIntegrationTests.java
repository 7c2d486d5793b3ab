package dev.rangefinder.rangetest.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Tables;
import dev.rangefinder.testing.Trainers;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Recommendations that are checked by training with them; trainers train. */
@ServerTest
class VerificationIntegrationTests {

    /**
     * A single rung, as a trainer takes longer to start than to train it: {@code RefinementIntegrationTests} has three.
     */
    private static final String RACE = verified(540, 1);

    @Autowired
    private Tables tables;

    @Autowired
    private Api api;

    @BeforeEach
    void emptyTheTables() {
        tables.empty();
    }

    private static String submission(String more) {
        return """
                {"workload": {"dataset": "spirals", "model": {"architecture": "mlp", "hidden": [16]},
                   "optimizer": {"type": "sgd", "momentum": 0.9}, "batch_size": 32},
                 "sweep": {"start_lr": 0.0001, "end_lr": 10, "iterations": 200}, "seed": 3%s}""".formatted(more);
    }

    private static String verified(int iterations, int repeats) {
        return submission(", \"verify\": {\"iterations\": %d, \"repeats\": %d}".formatted(iterations, repeats));
    }

    private String recommendation(String path) {
        return api.get(path + "/recommendation").expect(200).body();
    }

    /** Kills every trainer as soon as a training of the race has begun. */
    private void killTrainersAmidTheRace(String path) {
        Instant deadline = Instant.now().plusSeconds(60);
        while (Instant.now().isBefore(deadline)) {
            JsonNode runs = api.get(path).expect(200).json().get("runs");
            if (runs.valueStream()
                    .anyMatch(run ->
                            run.has("rung") && run.get("state").asString().equals("running"))) {
                List<ProcessHandle> trainers = Trainers.of(ProcessHandle.current());
                trainers.forEach(ProcessHandle::destroyForcibly);
                assertThat(trainers).isNotEmpty();
                return;
            }
        }
        throw new AssertionError("nothing was raced within a minute");
    }

    @Test
    void theAnswerIsTheCycleThatTrainedBestWhateverBecomesOfTheTrainers() {
        String path = api.submit(RACE);
        JsonNode plan = api.get(path).json().get("verify");
        assertThat(plan.get("iterations_at_most").asInt()).isLessThanOrEqualTo(540);
        JsonNode over = api.finished(path);
        assertThat(over.get("state").asString()).isEqualTo("succeeded");
        JsonNode answer = api.get(path + "/recommendation").json();
        JsonNode verification = answer.get("verification");

        assertThat(answer.get("verdict").asString()).isEqualTo("verified");
        assertThat(answer.get("provisional").asBoolean()).isFalse();
        assertThat(over.get("verdict").asString()).isEqualTo("verified");
        assertThat(verification.get("iterations").asInt())
                .isEqualTo(plan.get("iterations_at_most").asInt())
                .isEqualTo(over.get("runs")
                        .valueStream()
                        .filter(run -> run.has("rung"))
                        .mapToInt(run -> plan.at("/rungs/%d/iterations"
                                        .formatted(run.get("rung").asInt() - 1))
                                .asInt())
                        .sum());
        JsonNode winner = verification
                .get("entrants")
                .valueStream()
                .filter(entrant -> entrant.get("name").equals(verification.get("winner")))
                .findFirst()
                .orElseThrow();
        assertThat(answer.get("max_lr")).isEqualTo(winner.get("max_lr"));
        assertThat(answer.get("base_lr")).isEqualTo(winner.get("base_lr"));
        assertThat(verification.at("/gain/accuracy").asDouble()).isNotNegative();
        assertThat(plan.get("rungs")).hasSize(1);
        JsonNode schedule = api.get(path + "/schedule?policy=triangular2&step_size=2&iterations=4")
                .expect(200)
                .json();
        assertThat(schedule.at("/rates/2")).isEqualTo(winner.get("max_lr"));
        theSweepIsWhatItWas(path, verification);

        String disturbed = api.send("POST", path + ":rerun", null)
                .expect(201)
                .header("Location")
                .orElseThrow();
        killTrainersAmidTheRace(disturbed);
        api.finished(disturbed);
        assertThat(recommendation(disturbed)).isEqualTo(recommendation(path));
    }

    /** Its curve, what is read from it, and what is said of it. */
    private void theSweepIsWhatItWas(String path, JsonNode verification) {
        String plain = api.submit(submission(""));
        api.finished(plain);
        JsonNode read = api.get(plain + "/recommendation").json();
        assertThat(read.has("verification")).isFalse();
        assertThat(verification.at("/sweep/max_lr")).isEqualTo(read.get("max_lr"));
        assertThat(verification.at("/sweep/verdict")).isEqualTo(read.get("verdict"));
        assertThat(api.get(path + "/curve", "Accept", "text/csv").body())
                .isEqualTo(api.get(plain + "/curve", "Accept", "text/csv").body());
        assertThat(api.get(path + "/recommendation?algorithm="
                                + read.get("algorithm").asString())
                        .expect(200)
                        .json()
                        .get("repeats")
                        .asInt())
                .isOne();
    }

    @Test
    void aRaceThatIsCancelledEndsTheTest() {
        String path = api.submit(verified(9_000_000, 3));
        Instant deadline = Instant.now().plusSeconds(60);
        while (api.get(path).json().get("runs").size() == 1 && Instant.now().isBefore(deadline)) {
            Thread.onSpinWait();
        }
        api.send("POST", path + ":cancel", null).expect(202);
        assertThat(api.finished(path).get("state").asString()).isEqualTo("cancelled");
        api.send("DELETE", path, null).expect(204);
    }

    @Test
    void whatCannotBeIsRefusedAndNothingIsSaved() {
        assertRefused(verified(1619, 3), "/verify/iterations");
        assertRefused(verified(1_000_000_000, 3), "/verify/iterations");
        assertRefused(verified(-1, 3), "/verify/iterations");
        assertRefused(verified(100_000, 0), "/verify/repeats");
        assertRefused(verified(100_000, 65), "/verify/repeats");
        assertRefused(submission(", \"verify\": {\"repeats\": 3}"), "/verify/iterations");
        assertRefused(submission(", \"verify\": {\"iterations\": \"many\"}"), "/verify/iterations");
        assertRefused(submission(", \"verify\": {\"iterations\": 5000, \"rungs\": 3}"), "/verify/rungs");
        assertRefused(submission(", \"verify\": 5000"), "/verify");
        assertRefused("""
                {"execution": "reported", "verify": {"iterations": 5000},
                 "workload": {"description": "mine", "batch_size": 32, "iterations_per_epoch": 10},
                 "sweep": {"start_lr": 0.0001, "end_lr": 0.01, "iterations": 200}}""", "/verify/samples");
        assertThat(api.get("/v1/range-tests").json().get("items")).isEmpty();
    }

    private void assertRefused(String submission, String pointer) {
        JsonNode problem = api.post("/v1/range-tests", submission).expect(400).json();
        assertThat(problem.at("/errors/0/pointer").asString()).isEqualTo(pointer);
    }
}
