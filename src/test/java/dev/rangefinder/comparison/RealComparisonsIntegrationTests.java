package dev.rangefinder.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Tables;
import dev.rangefinder.testing.Trainers;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Comparisons that trainers train. */
@ServerTest
class RealComparisonsIntegrationTests {

    private static final String SPIRALS = """
            {"workload": {"dataset": "spirals", "model": {"architecture": "mlp", "hidden": [32, 32]},
               "optimizer": {"type": "sgd", "momentum": 0.9}, "batch_size": 32},
             "iterations": 1200, "repeats": 3, "flatness": true, "evaluation": {"every": 100, "samples": 1000}, "baseline": "slow",
             "entries": [{"name": "slow", "schedule": {"policy": "fixed", "lr": 0.0005}},
               {"name": "cycle", "schedule": {"policy": "triangular2", "base_lr": 0.02, "max_lr": 0.1, "step_size": 200}},
               {"name": "wild", "schedule": {"policy": "fixed", "lr": 100000000}}]}""";

    @Autowired
    private Tables tables;

    @Autowired
    private Api api;

    @BeforeEach
    void emptyTheTables() {
        tables.empty();
    }

    private String submitted() {
        return api.post("/v1/comparisons", SPIRALS)
                .expect(201)
                .header("Location")
                .orElseThrow();
    }

    /** Kills every trainer as soon as one of them has trained some of a run, but not all of it. */
    private void killTrainersAmid(String comparison) {
        Instant deadline = Instant.now().plusSeconds(60);
        while (Instant.now().isBefore(deadline)) {
            JsonNode runs = api.get(comparison).expect(200).json().get("runs");
            if (runs.valueStream()
                    .anyMatch(run -> run.get("state").asString().equals("running")
                            && run.get("iterations_done").asInt() > 0)) {
                Trainers.of(ProcessHandle.current()).forEach(ProcessHandle::destroyForcibly);
                return;
            }
        }
        throw new AssertionError("nothing was trained within a minute");
    }

    /** And a trainer that is killed on the way changes nothing of what comes out. */
    @Test
    void aGoodScheduleIsBetterAndAWildOneDivergesWhateverBecomesOfTheTrainers() {
        String undisturbed = submitted();
        assertThat(api.finished(undisturbed).get("state").asString()).isEqualTo("succeeded");
        JsonNode entries = api.get(undisturbed + "/result").json().get("entries");
        assertThat(entries.get(1).get("difference").get("verdict").asString()).isEqualTo("better");
        assertThat(entries.get(1).get("speed_up").asDouble()).isGreaterThan(1.5);
        assertThat(entries.get(2).get("diverged").asInt()).isEqualTo(3);
        assertThat(entries.get(2).get("difference").get("verdict").asString()).isNotEqualTo("better");
        for (String measure : new String[] {"sharpness", "adaptive_sharpness", "noise_rise", "largest_eigenvalue"}) {
            assertThat(entries.get(0).get("flatness").get(measure).get("mean").asDouble())
                    .isPositive();
            assertThat(entries.get(1)
                            .get("flatness")
                            .get(measure)
                            .get("difference")
                            .get("pairs")
                            .asInt())
                    .isEqualTo(3);
        }
        assertThat(entries.get(2).has("flatness")).as("it came to no minimum").isFalse();

        String disturbed = submitted();
        killTrainersAmid(disturbed);
        JsonNode over = api.finished(disturbed);
        assertThat(over.get("runs"))
                .as("attempts")
                .anyMatch(run -> run.get("attempts").asInt() > 1);
        for (String form : new String[] {"application/json", "text/csv", "image/svg+xml"}) {
            assertThat(api.get(disturbed + "/result", "Accept", form)
                            .expect(200)
                            .body())
                    .isEqualTo(api.get(undisturbed + "/result", "Accept", form)
                            .expect(200)
                            .body());
        }
        for (String entry : new String[] {"slow", "cycle", "wild"}) {
            assertThat(api.get(disturbed + "/curve?entry=" + entry, "Accept", "text/csv")
                            .body())
                    .isEqualTo(api.get(undisturbed + "/curve?entry=" + entry, "Accept", "text/csv")
                            .body());
        }
    }
}
