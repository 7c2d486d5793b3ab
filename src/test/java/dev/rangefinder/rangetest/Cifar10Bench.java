package dev.rangefinder.rangetest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.UploadBody;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/**
 * The paper's own experiment on CIFAR-10: the range test of Caffe's {@code cifar10_full}, linear from 0 to 0.02, and a
 * comparison of its schedules that two cores train in an hour. {@code CIFAR10_SWEEP} is the iterations of the range test.
 */
@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.slots=2")
@Tag("bench")
class Cifar10Bench {

    private static final Path FILES = Path.of("target", "cifar-10-batches-bin");
    private static final Path COMPARISON = Path.of("examples", "paper", "cifar10-two-cores.json");
    private static final String SWEEP = Objects.requireNonNullElse(System.getenv("CIFAR10_SWEEP"), "4000");

    @LocalServerPort
    private int port;

    @BeforeEach
    void upload() throws FileNotFoundException {
        assumeThat(FILES).exists();
        UploadBody upload = new UploadBody(List.of()).field("name", "cifar-10").field("format", "cifar10");
        for (int batch = 1; batch <= 5; batch++) {
            upload = upload.file("train", BodyPublishers.ofFile(FILES.resolve("data_batch_%d.bin".formatted(batch))));
        }
        int status = api().upload(upload.file("test", BodyPublishers.ofFile(FILES.resolve("test_batch.bin"))))
                .status();
        assertThat(status).as("made, or there from the other part").isIn(201, 409);
    }

    @Test
    void rangeTest() {
        String path = api().submit("""
                {"workload": {"dataset": "cifar-10", "model": "cifar10_full", "batch_size": 100, "preprocessing": "mean_image",
                  "optimizer": {"type": "caffe_sgd", "momentum": 0.9, "weight_decay": 0.004}},
                 "sweep": {"start_lr": 0, "end_lr": 0.02, "iterations": %s, "spacing": "linear"},
                 "evaluation": {"every": 100, "samples": 2000}, "seed": 1}""".formatted(SWEEP));
        finish(path);
        System.out.println("iteration,lr,loss,accuracy,validation_loss,validation_accuracy");
        api().csv(path)
                .lines()
                .filter(line -> !line.endsWith(",,"))
                .skip(1)
                .forEach(line -> System.out.println(line.substring(line.indexOf(',') + 1)));
        System.out.println(
                api().get(path + "/recommendation").expect(200).json().toPrettyString());
    }

    @Test
    void comparison() throws IOException {
        String path = api().post("/v1/comparisons", Files.readString(COMPARISON))
                .expect(201)
                .header("Location")
                .orElseThrow();
        finish(path);
        System.out.println(api().get(path + "/result").expect(200).json().toPrettyString());
    }

    private Api api() {
        return new Api(port, Duration.ofMinutes(10));
    }

    private void finish(String path) {
        JsonNode job = api().get(path).expect(200).json();
        while (!job.has("ended_at")) {
            job = api().get(path, "Prefer", "wait=60").expect(200).json();
        }
        assertThat(job.get("state").asString()).isEqualTo("succeeded");
    }
}
