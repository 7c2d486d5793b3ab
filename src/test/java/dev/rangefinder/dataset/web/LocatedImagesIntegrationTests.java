package dev.rangefinder.dataset.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rangefinder.dataset.format.ImageArchives;
import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.ConfiningMachine;
import dev.rangefinder.testing.Python;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.TorchScripts;
import dev.rangefinder.testing.UploadBody;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** Images that stay where they lie, decoded as batches need them. */
@ServerTest
class LocatedImagesIntegrationTests {

    @TempDir
    private static Path temporary;

    @Autowired
    private Api api;

    @DynamicPropertySource
    static void allowARoot(DynamicPropertyRegistry registry) {
        registry.add("rangefinder.datasets.roots", () -> root().toString());
        registry.add("rangefinder.models.trial-limit", () -> "2m");
    }

    private static Path root() {
        try {
            return temporary.toRealPath();
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    @Test
    void aRunOnThemHasTheCurveOfTheSameInAZip() throws IOException {
        for (boolean isDivided : new boolean[] {false, true}) {
            Map<String, byte[]> images = images(isDivided);
            Path location = Files.createDirectory(root().resolve("photos-" + isDivided));
            ImageArchives zip = new ImageArchives();
            for (Map.Entry<String, byte[]> image : images.entrySet()) {
                zip.with(image.getKey(), image.getValue());
                Path file = location.resolve(image.getKey());
                Files.createDirectories(file.getParent());
                Files.write(file, image.getValue());
            }
            String inPlace = "in-place-" + isDivided;
            String zipped = "zipped-" + isDivided;
            JsonNode ready = ready(register(inPlace, location, 10, 12, 3));
            JsonNode uploaded = api.upload(new UploadBody(List.of())
                            .field("name", zipped)
                            .field("format", "image_folder")
                            .field("height", "10")
                            .field("width", "12")
                            .file("train", zip.bytes()))
                    .expect(201)
                    .json();
            for (String same : List.of("split", "class_counts", "shape", "train_samples", "test_samples")) {
                assertThat(ready.get(same)).isEqualTo(uploaded.get(same));
            }
            String one = api.submit(rangeTest(inPlace));
            String other = api.submit(rangeTest(zipped));
            assertThat(api.finished(one).get("state").asString()).isEqualTo("succeeded");
            assertThat(api.finished(other).get("state").asString()).isEqualTo("succeeded");
            assertThat(api.csv(one)).isEqualTo(api.csv(other)).hasLineCount(41);
        }
    }

    @Test
    void anImageThatCannotBeReadIsNamedByTheCheck() throws IOException {
        Path location = Files.createDirectory(root().resolve("damaged"));
        for (String name : List.of("a", "b")) {
            Path folder = Files.createDirectory(location.resolve(name));
            for (int i = 0; i < 70; i++) {
                Files.write(folder.resolve(i + ".png"), png(new Random(i), 8, 8));
            }
        }
        Files.write(location.resolve("b/33.png"), new byte[] {1, 2, 3});
        String self = register("damaged", location, 8, 8, 1);
        await().atMost(Duration.ofMinutes(1))
                .until(() -> api.get(self).json().get("state").asString().equals("refused"));
        assertThat(api.get(self).json().get("problem").asString()).contains("'b/33.png'", "neither PNG nor JPEG");
    }

    @Test
    void anUploadedModelReadsThemFromItsSandbox(@TempDir Path directory) throws IOException, InterruptedException {
        assumeTrue(ConfiningMachine.isThisOne(), "this machine cannot confine an uploaded model");
        Optional<Python> python = Python.with("torch");
        assumeTrue(python.isPresent(), "no python3 of this machine has torch");
        byte[] module;
        try (TorchScripts torch = new TorchScripts(python.get(), directory)) {
            module = torch.small();
        }
        Path location = Files.createDirectory(root().resolve("digits"));
        Random random = new Random(7);
        for (int digit = 0; digit < 10; digit++) {
            Path folder = Files.createDirectory(location.resolve("digit-" + digit));
            for (int i = 0; i < 10; i++) {
                Files.write(folder.resolve(i + ".jpg"), image(random, "jpg", 30, 30));
            }
        }
        ready(register("digits-in-place", location, 28, 28, 1));
        String model = api.upload(
                        "/v1/models",
                        new UploadBody(List.of())
                                .field("name", "mine")
                                .field("height", "28")
                                .field("width", "28")
                                .field("channels", "1")
                                .field("classes", "10")
                                .file("module", module))
                .json()
                .get("id")
                .asString();
        JsonNode finished = api.finished(api.submit("""
                {"workload": {"dataset": "digits-in-place", "model": {"architecture": "torchscript", "id": "%s"}, "optimizer": {"type": "sgd"}, "batch_size": 8},
                 "sweep": {"start_lr": 0.0001, "end_lr": 0.01, "iterations": 20}, "evaluation": {"samples": 10}}""".formatted(model)));
        assertThat(finished.get("state").asString())
                .as(finished.toPrettyString())
                .isEqualTo("succeeded");
    }

    private String register(String name, Path location, int height, int width, int channels) {
        return api.post("/v1/datasets:register", """
                {"name": "%s", "format": "image_folder", "location": "%s", "height": %d, "width": %d, "channels": %d}""".formatted(name, location, height, width, channels))
                .expect(201)
                .header("Location")
                .orElseThrow();
    }

    private JsonNode ready(String self) {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> !api.get(self).json().get("state").asString().equals("checking"));
        JsonNode dataSet = api.get(self).json();
        assertThat(dataSet.get("state").asString()).as(dataSet.toPrettyString()).isEqualTo("ready");
        return dataSet;
    }

    private static String rangeTest(String dataset) {
        return """
                {"workload": {"dataset": "%s", "model": {"architecture": "mlp", "hidden": [8]}, "optimizer": {"type": "sgd"},
                  "batch_size": 8, "preprocessing": "mean_image", "augmentation": {"pad": 2, "flip": true}},
                 "sweep": {"start_lr": 0.0001, "end_lr": 0.01, "iterations": 40, "stop_rule": "none"},
                 "evaluation": {"every": 10, "samples": 12}, "seed": 5}""".formatted(dataset);
    }

    /** Of several sizes and kinds, in the order of their names. */
    private static Map<String, byte[]> images(boolean isDivided) {
        Random random = new Random(3);
        Map<String, byte[]> images = new TreeMap<>();
        for (int i = 0; i < 60; i++) {
            String format = i % 2 == 0 ? "png" : "jpg";
            String part = !isDivided ? "" : i % 5 == 0 ? "val/" : "train/";
            images.put(
                    "%s%s/%02d.%s".formatted(part, i % 3 == 0 ? "cat" : "dog", i, format),
                    image(random, format, 8 + i % 7, 9 + i % 5));
        }
        images.put((isDivided ? "train/" : "") + "cat/notes.txt", new byte[] {1});
        return images;
    }

    private static byte[] png(Random random, int width, int height) {
        return image(random, "png", width, height);
    }

    private static byte[] image(Random random, String format, int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, random.nextInt(1 << 24));
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, format, bytes);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
        return bytes.toByteArray();
    }
}
