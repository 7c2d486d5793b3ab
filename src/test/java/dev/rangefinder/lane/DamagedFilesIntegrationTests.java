package dev.rangefinder.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.dataset.DataSets;
import dev.rangefinder.dataset.samples.StoredData;
import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.UploadBody;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** A run never trains on other samples than those that were uploaded. */
@ServerTest
class DamagedFilesIntegrationTests {

    private static final String NAME = "damaged-later";

    @Autowired
    private Api api;

    @Autowired
    private DataSets dataSets;

    @Test
    void aRunWhoseDataSetIsDamagedFailsByNameAndTheSameUploadRepairsIt() throws IOException {
        Api.Answer uploaded = api.upload(UploadBody.small(NAME)).expect(201);
        String hash = uploaded.json().get("content_hash").asString();
        Path file = dataSets.stored(hash).directory().resolve(StoredData.TRAIN_LABELS);
        byte[] damaged = Files.readAllBytes(file);
        damaged[0] ^= 1;
        Files.write(file, damaged);

        String rangeTest = api.submit("""
                {"workload": {"dataset": "%s", "model": {"architecture": "mlp", "hidden": [4]},
                  "optimizer": {"type": "sgd"}, "batch_size": 2},
                 "sweep": {"start_lr": 0.001, "end_lr": 1, "iterations": 20}, "evaluation": {"samples": 0}}""".formatted(NAME));
        JsonNode failed = api.finished(rangeTest);
        assertThat(failed.get("state").asString()).isEqualTo("failed");
        JsonNode run = failed.get("runs").get(0);
        assertThat(run.get("failure_reason").asString()).isEqualTo("damaged_files");
        assertThat(run.get("failures").get(0).get("message").asString())
                .contains("The data set " + NAME, "Upload the same once more");
        assertThat(run.get("failures")).hasSize(1);

        api.upload(UploadBody.small("under-another-name")).expect(201);
        String again = api.post(rangeTest + ":rerun", "")
                .expect(201)
                .header("Location")
                .orElseThrow();
        assertThat(api.finished(again).get("state").asString()).isEqualTo("succeeded");
    }
}
