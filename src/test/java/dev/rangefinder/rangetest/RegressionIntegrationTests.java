package dev.rangefinder.rangetest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Tables;
import dev.rangefinder.testing.UploadBody;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** A real-valued label, from the upload of a table to what training says of its schedules. */
@ServerTest
class RegressionIntegrationTests {

    private static final String WORKLOAD = """
            {"dataset": "prices", "model": {"architecture": "mlp", "hidden": [16]},
             "optimizer": {"type": "sgd", "momentum": 0.9}, "batch_size": 20}""";

    @Autowired
    private Tables tables;

    @Autowired
    private Api api;

    @BeforeEach
    void uploadPrices() {
        tables.empty();
        assertThat(api.upload(upload().field("task", "regression")).status()).isIn(200, 201);
    }

    /** Amounts far from 0 and with a large deviation: no rate would do for them as they are. */
    private static UploadBody upload() {
        Random random = new Random(7);
        StringBuilder table = new StringBuilder("size,age,price\n");
        for (int i = 0; i < 500; i++) {
            double size = random.nextGaussian();
            double age = random.nextGaussian();
            table.append("%s,%s,%s\n"
                    .formatted(
                            size,
                            age,
                            250_000 + 80_000 * Math.sin(2 * size) - 30_000 * age + 5_000 * random.nextGaussian()));
        }
        return new UploadBody(List.of())
                .field("name", "prices")
                .field("format", "csv")
                .file("train", table.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aTableOfAmountsIsSweptAndComparedByRSquared() {
        JsonNode set = api.get("/v1/datasets").json().get("items").get(0);
        assertThat(set.get("task").asString()).isEqualTo("regression");
        assertThat(set.has("classes")).isFalse();
        JsonNode whole = api.get(set.at("/links/self").asString()).json();
        assertThat(whole.has("class_counts")).isFalse();
        assertThat(whole.at("/target/train/mean").asDouble()).isCloseTo(250_000, within(10_000.0));
        JsonNode sample = api.get(set.at("/links/samples").asString()).json().at("/items/0");
        assertThat(sample.get("target").asDouble()).isBetween(50_000.0, 450_000.0);
        assertThat(sample.has("class") || sample.has("label")).isFalse();

        String path = api.submit("""
                {"workload": %s, "sweep": {"start_lr": 0.0001, "end_lr": 3, "iterations": 300},
                 "evaluation": {"every": 50, "samples": 100}, "seed": 3}""".formatted(WORKLOAD));
        JsonNode over = api.finished(path);
        assertThat(over.get("state").asString()).isEqualTo("succeeded");
        assertThat(over.get("score").asString()).isEqualTo("r2");
        assertThat(over.get("trivial_loss").asDouble()).isEqualTo(1);
        JsonNode curve = api.get(path + "/curve").json().at("/repeats/0");
        for (int i = 0; i < 100; i++) {
            assertThat(curve.get("accuracy").get(i).asDouble())
                    .isCloseTo(1 - curve.get("loss").get(i).asDouble(), within(1e-12));
        }
        JsonNode answer = api.get(path + "/recommendation").json();
        assertThat(answer.get("max_lr").asDouble()).isBetween(0.01, 0.3);
        assertThat(answer.at("/evidence").has("accuracy_gain")).isFalse();

        String comparison = api.post("/v1/comparisons", """
                {"workload": %s, "iterations": 200, "repeats": 1, "evaluation": {"every": 50, "samples": 100}, "baseline": "good",
                 "entries": [{"name": "good", "schedule": {"policy": "fixed", "lr": 0.03}},
                   {"name": "wild", "schedule": {"policy": "fixed", "lr": 1000000}}]}""".formatted(WORKLOAD))
                .expect(201)
                .header("Location")
                .orElseThrow();
        assertThat(api.finished(comparison).get("score").asString()).isEqualTo("r2");
        JsonNode entries = api.get(comparison + "/result").json().get("entries");
        assertThat(entries.at("/0/final_accuracy/mean").asDouble()).isBetween(0.5, 1.0);
        assertThat(entries.at("/1/final_accuracy/mean").asDouble())
                .as("one that broke down counts as the best constant answer")
                .isZero();
        assertThat(api.get(comparison + "/result", "Accept", "image/svg+xml").body())
                .contains("validation R²")
                .doesNotContain("ccuracy");
    }

    @Test
    void whatARegressionHasNotIsRefused() {
        assertThat(api.upload(upload()).expect(400).body()).contains("task=regression");
        assertThat(api.post("/v1/range-tests", """
                        {"workload": {"dataset": "prices", "model": "mlp", "optimizer": {"type": "sgd"}, "batch_size": 20, "label_smoothing": 0.1},
                         "sweep": {"iterations": 100}}""").expect(400).body())
                .contains("/workload/label_smoothing", "regression");
    }
}
