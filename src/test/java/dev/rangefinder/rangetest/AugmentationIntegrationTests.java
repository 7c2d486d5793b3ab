package dev.rangefinder.rangetest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Tables;
import dev.rangefinder.testing.Trainers;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Images that are trained on in another way each time. */
@ServerTest
class AugmentationIntegrationTests {

    private static final String ORDER = """
            {"workload": {"dataset": "%s", "model": "mlp", "optimizer": {"type": "sgd"}, "batch_size": 32,
               "preprocessing": "mean_colour", "augmentation": %s},
             "sweep": {"start_lr": 1e-6, "end_lr": 1e-3, "iterations": 400}, "evaluation": {"every": 100, "samples": 100}}""";

    private static final String SHIFTED =
            ORDER.formatted("shapes", "{\"pad\": 3, \"crop\": 24, \"flip\": true, \"cutout\": 6}");

    @Autowired
    private Tables tables;

    @Autowired
    private Api api;

    @BeforeEach
    void emptyTheTables() {
        tables.empty();
    }

    private void killTheTrainerAmid(String path) {
        Instant deadline = Instant.now().plusSeconds(60);
        while (Instant.now().isBefore(deadline)) {
            JsonNode run = api.get(path).expect(200).json().at("/runs/0");
            if (run.get("state").asString().equals("running")) {
                Trainers.of(ProcessHandle.current()).forEach(ProcessHandle::destroyForcibly);
                return;
            }
        }
        throw new AssertionError("nothing was trained within a minute");
    }

    @Test
    void aRunThatIsTakenUpAgainHasTheSameCurve() {
        String undisturbed = api.submit(SHIFTED);
        JsonNode over = api.finished(undisturbed);
        assertThat(over.at("/workload/augmentation").toString())
                .isEqualTo("{\"pad\":3,\"crop\":24,\"flip\":true,\"cutout\":6}");
        String disturbed = api.submit(SHIFTED);
        killTheTrainerAmid(disturbed);
        assertThat(api.finished(disturbed).at("/runs/0/attempts").asInt()).isEqualTo(2);
        assertThat(api.csv(disturbed)).isEqualTo(api.csv(undisturbed));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            spirals | {"flip": true}                  | /workload/augmentation            | no images
            shapes  | {"crop": 29}                    | /workload/augmentation/crop       | at most 28
            shapes  | {"crop": 20, "cutout": 21}      | /workload/augmentation/cutout     | 20×20
            shapes  | {"least_area": 0}               | /workload/augmentation/least_area | above 0
            shapes  | {"least_area": 0.5, "pad": 1}   | /workload/augmentation/pad        | random resized
            shapes  | {"pad": -1}                     | /workload/augmentation/pad        | 0
            shapes  | {"mixup": 1}                    | /workload/augmentation/mixup      |
            """)
    void whatCannotBeIsRefused(String dataset, String augmentation, String pointer, String expected) {
        Api.Answer answer = api.post("/v1/range-tests", ORDER.formatted(dataset, augmentation))
                .expect(400);
        assertThat(answer.json().get("errors").findValuesAsString("pointer")).contains(pointer);
        assertThat(answer.body()).contains(expected == null ? "" : expected);
    }
}
