package dev.rangefinder.dataset.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.NpyBytes;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.UploadBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** Data sets that stay where they lie, from their registration to their runs. */
@ServerTest
class LocatedDataSetsIntegrationTests {

    private static final int SIDE = 6;

    @TempDir
    private static Path temporary;

    @Autowired
    private Api api;

    @Autowired
    private JdbcClient jdbc;

    @DynamicPropertySource
    static void allowARoot(DynamicPropertyRegistry registry) {
        registry.add("rangefinder.datasets.roots", () -> roots().toString());
    }

    private static Path roots() {
        try {
            return Files.createDirectories(temporary.toRealPath().resolve("roots"));
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    @Test
    void aRunOnADataSetInPlaceHasTheCurveOfTheSameUploaded() throws IOException {
        byte[] trainPixels = pixels(90, 1);
        byte[] testPixels = pixels(30, 2);
        Path location = Files.createDirectory(roots().resolve("same"));
        write(location, "train", trainPixels);
        write(location, "test", testPixels);
        JsonNode registered = api.post("/v1/datasets", registration("in-place", location))
                .expect(201)
                .json();
        assertThat(registered.get("location").asString()).isEqualTo(location.toString());
        assertThat(registered.get("total").asInt()).isEqualTo(120);
        String self = registered.get("links").get("self").asString();
        JsonNode ready = checked(self);
        assertThat(ready.get("state").asString()).isEqualTo("ready");
        assertThat(ready.get("checked").asInt()).isEqualTo(120);
        assertThat(api.post("/v1/datasets", registration("in-place", location))
                        .expect(200)
                        .json()
                        .get("id"))
                .isEqualTo(ready.get("id"));

        api.upload(new UploadBody(List.of())
                        .field("name", "uploaded")
                        .field("format", "idx")
                        .file("train_images", idx(3, trainPixels))
                        .file("train_labels", idx(1, labels(90)))
                        .file("test_images", idx(3, testPixels))
                        .file("test_labels", idx(1, labels(30))))
                .expect(201);
        String inPlace = api.submit(rangeTest("in-place"));
        String uploaded = api.submit(rangeTest("uploaded"));
        assertThat(api.finished(inPlace).get("state").asString()).isEqualTo("succeeded");
        assertThat(api.finished(uploaded).get("state").asString()).isEqualTo("succeeded");
        assertThat(api.csv(inPlace)).isEqualTo(api.csv(uploaded)).hasLineCount(2 * 40 + 1);
        assertThat(samples(self))
                .isEqualTo(samples("/v1/datasets/"
                        + jdbc.sql("select id from data_set where name = 'uploaded'")
                                .query(String.class)
                                .single()));
    }

    @Test
    void aTextInPlaceHasTheCurveAndTheEntropyOfTheSameUploaded() throws IOException {
        Path location = Files.createDirectory(roots().resolve("ids"));
        short[] ids = new short[600];
        Random random = new Random(7);
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (short) (i % 9 + random.nextInt(3) * 100);
        }
        ByteBuffer bytes = ByteBuffer.allocate(ids.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asShortBuffer().put(ids);
        Files.write(location.resolve("train.bin"), bytes.array());
        JsonNode registered =
                api.post("/v1/datasets", """
                        {"name": "ids-in-place", "format": "text", "location": "%s", "vocabulary": 300, "dtype": "uint16"}""".formatted(location)).expect(201).json();
        assertThat(registered.get("total").asInt()).isEqualTo(600);
        JsonNode ready = checked(registered.get("links").get("self").asString());
        assertThat(ready.get("state").asString()).isEqualTo("ready");
        JsonNode uploaded = api.upload(new UploadBody(List.of())
                        .field("name", "ids-uploaded")
                        .field("format", "text")
                        .field("vocabulary", "300")
                        .field("dtype", "uint16")
                        .file("train", bytes.array()))
                .expect(201)
                .json();
        for (String same :
                List.of("tokens", "split", "warnings", "classes", "train_samples", "test_samples", "element")) {
            assertThat(ready.get(same)).as(same).isEqualTo(uploaded.get(same));
        }
        assertThat(samples(ready.get("links").get("self").asString()))
                .isEqualTo(samples(uploaded.get("links").get("self").asString()));
        String inPlace = api.submit(languageTest("ids-in-place"));
        String stored = api.submit(languageTest("ids-uploaded"));
        assertThat(api.finished(inPlace).get("state").asString()).isEqualTo("succeeded");
        assertThat(api.finished(stored).get("state").asString()).isEqualTo("succeeded");
        assertThat(api.csv(inPlace)).isEqualTo(api.csv(stored)).hasLineCount(30 + 1);
    }

    private static String languageTest(String dataset) {
        return """
                {"workload": {"dataset": "%s", "context": 8, "model": {"architecture": "gpt", "depth": 1, "width": 16, "heads": 2},
                  "optimizer": {"type": "adam"}, "batch_size": 4},
                 "sweep": {"start_lr": 0.0001, "end_lr": 0.01, "iterations": 30, "stop_rule": "none"},
                 "evaluation": {"every": 10, "samples": 10}, "seed": 5}""".formatted(dataset);
    }

    @Test
    void aRunOnFilesThatHaveChangedFailsByName() throws IOException {
        Path location = Files.createDirectory(roots().resolve("changing"));
        write(location, "train", pixels(30, 3));
        JsonNode registered = api.post("/v1/datasets", registration("changing", location))
                .expect(201)
                .json();
        checked(registered.get("links").get("self").asString());
        write(location, "train", pixels(30, 4));
        Api.Answer unseen =
                api.get(registered.get("links").get("samples").asString()).expect(409);
        assertThat(unseen.json().get("type").asString()).endsWith("changed-files");
        assertThat(unseen.json().get("detail").asString())
                .contains("train_inputs.npy")
                .doesNotContain(location.toString());
        JsonNode failed = api.finished(api.submit(rangeTest("changing")));
        JsonNode run = failed.get("runs").get(0);
        assertThat(run.get("failure_reason").asString()).isEqualTo("changed_files");
        assertThat(run.get("failures").get(0).get("message").asString())
                .contains("train_", "is not what it was")
                .doesNotContain(location.toString());
        api.post("/v1/datasets", registration("changing", location)).expect(409);
    }

    @Test
    void aDataSetIsNotTrainedOnBeforeItsCheckIsOverNorWhenItFoundSomething() throws IOException {
        Path location = Files.createDirectory(roots().resolve("broken"));
        Files.write(
                location.resolve("train_inputs.npy"),
                NpyBytes.ofFloats(4, 1, 2, 3, Float.POSITIVE_INFINITY, 5, 6, 7, 8));
        Files.write(location.resolve("train_labels.npy"), NpyBytes.ofLongs(0, 1, 0, 1));
        String self = api.post("/v1/datasets", registration("broken", location))
                .expect(201)
                .json()
                .get("links")
                .get("self")
                .asString();
        JsonNode refused = checked(self);
        assertThat(refused.get("state").asString()).isEqualTo("refused");
        assertThat(refused.get("problem").asString()).contains("Infinity");
        Api.Answer answer = api.post("/v1/range-tests", rangeTest("broken")).expect(409);
        assertThat(answer.json().get("type").asString()).endsWith("data-set-unchecked");
        api.send("DELETE", self, null).expect(204);
    }

    @Test
    void noPathOutsideTheRootsIsLookedAt() throws IOException {
        Path outside = Files.createDirectory(temporary.toRealPath().resolve("outside"));
        write(outside, "train", pixels(30, 5));
        Path link = Files.createSymbolicLink(roots().resolve("link"), outside);
        Path inside = Files.createDirectory(roots().resolve("inside"));
        write(inside, "train", pixels(30, 5));
        Path labels = inside.resolve("train_labels.npy");
        for (String location : new String[] {
            outside.toString(),
            link.toString(),
            roots().resolve("../outside").toString(),
            roots().resolve("nothing").toString(),
            labels.toString(),
            "inside",
            "/etc",
            "/",
            "",
            "\u0000"
        }) {
            JsonNode problem = api.post(
                            "/v1/datasets",
                            "{\"name\": \"outside\", \"format\": \"npy\", \"location\": \"%s\"}"
                                    .formatted(location.replace("\u0000", "\\u0000")))
                    .expect(400)
                    .json();
            assertThat(problem.get("errors").get(0).get("pointer").asString()).isEqualTo("/location");
        }
        Files.move(labels, outside.resolve("labels"));
        Files.createSymbolicLink(labels, outside.resolve("labels"));
        JsonNode problem = api.post("/v1/datasets", registration("outside", inside))
                .expect(400)
                .json();
        assertThat(problem.get("type").asString()).endsWith("invalid-dataset-file");
        assertThat(problem.get("errors").get(0).get("pointer").asString()).isEqualTo("/location");
        assertThat(problem.get("detail").asString()).contains("train_labels.npy", "a link");
        api.post("/v1/datasets", registration("outside", inside).replace("npy", "parquet"))
                .expect(400);
    }

    private JsonNode checked(String self) {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> !api.get(self).json().get("state").asString().equals("checking"));
        return api.get(self).expect(200).json();
    }

    private JsonNode samples(String self) {
        return api.get(self + "/samples?split=train&count=9").expect(200).json().get("items");
    }

    private static String registration(String name, Path location) {
        return "{\"name\": \"%s\", \"format\": \"npy\", \"location\": \"%s\"}".formatted(name, location);
    }

    private static String rangeTest(String dataset) {
        return """
                {"workload": {"dataset": "%s", "model": {"architecture": "mlp", "hidden": [8]}, "optimizer": {"type": "sgd"},
                  "batch_size": 4, "preprocessing": "standardize", "augmentation": {"pad": 1, "flip": true}},
                 "sweep": {"start_lr": 0.0001, "end_lr": 0.01, "iterations": 40, "stop_rule": "none"},
                 "evaluation": {"every": 10, "samples": 20}, "repeats": 2, "seed": 5}""".formatted(dataset);
    }

    private static void write(Path location, String part, byte[] pixels) throws IOException {
        int count = pixels.length / SIDE / SIDE;
        Files.write(
                location.resolve(part + "_inputs.npy"),
                NpyBytes.of("|u1", "%d, %d, %d".formatted(count, SIDE, SIDE), pixels));
        byte[] labels = labels(count);
        long[] longs = new long[count];
        for (int i = 0; i < count; i++) {
            longs[i] = labels[i];
        }
        Files.write(location.resolve(part + "_labels.npy"), NpyBytes.ofLongs(longs));
    }

    private static byte[] pixels(int count, int seed) {
        byte[] pixels = new byte[count * SIDE * SIDE];
        new Random(seed).nextBytes(pixels);
        return pixels;
    }

    private static byte[] labels(int count) {
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) (i % 3);
        }
        return labels;
    }

    private static byte[] idx(int dimensions, byte[] values) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ByteBuffer head = ByteBuffer.allocate(Integer.BYTES * (dimensions + 1));
        head.putInt(0x800 + dimensions).putInt(dimensions == 1 ? values.length : values.length / SIDE / SIDE);
        for (int i = 1; i < dimensions; i++) {
            head.putInt(SIDE);
        }
        file.writeBytes(head.array());
        file.writeBytes(values);
        return file.toByteArray();
    }
}
