package dev.rangefinder.comparison.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.dataset.format.CifarBytes;
import dev.rangefinder.dataset.format.ImageArchives;
import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Tables;
import dev.rangefinder.testing.UploadBody;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** The orders of {@code examples/paper}, submitted as they are, on a few plain pictures under the names of their data sets. */
@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.enabled=false")
class PaperOrdersIntegrationTests {

    private static final Path ORDERS = Path.of("examples", "paper");

    /** As many as the largest batch has. */
    private static final int PICTURES = 256;

    private static final int CLASSES = 2;

    /** Of a picture of ImageNet, from which crops are taken. */
    private static final int SIDE = 256;

    @Autowired
    private Tables tables;

    @Autowired
    private Api api;

    private final List<String> dataSets = new ArrayList<>();

    @BeforeEach
    void uploadPictures() {
        tables.empty();
        int[] labels = IntStream.range(0, PICTURES).map(i -> i % CLASSES).toArray();
        upload("cifar-10", "cifar10", CifarBytes.ten(labels));
        upload("cifar-100", "cifar100", CifarBytes.hundred(labels));
        String side = Integer.toString(SIDE);
        keep(new UploadBody(List.of())
                .field("name", "imagenet")
                .field("format", "image_folder")
                .field("height", side)
                .field("width", side)
                .file("train", folder()));
    }

    private void upload(String name, String format, byte[] pictures) {
        keep(new UploadBody(List.of())
                .field("name", name)
                .field("format", format)
                .file("train", pictures)
                .file("test", pictures));
    }

    private void keep(UploadBody upload) {
        dataSets.add(api.upload(upload).expect(201).header("Location").orElseThrow());
    }

    private static byte[] folder() {
        byte[] picture = ImageArchives.image("png", SIDE, SIDE, Color.GRAY);
        ImageArchives archive = new ImageArchives();
        for (int i = 0; i < PICTURES; i++) {
            archive.with("train/class %d/%d.png".formatted(i % CLASSES, i), picture);
        }
        for (int label = 0; label < CLASSES; label++) {
            archive.with("val/class %d/0.png".formatted(label), picture);
        }
        return archive.bytes();
    }

    @AfterEach
    void removePictures() {
        tables.empty();
        dataSets.forEach(dataSet -> api.send("DELETE", dataSet, null).expect(204));
    }

    @Test
    void everyOrderIsTakenInAndNothingOfItIsObjectedTo() throws IOException {
        String table = Files.readString(ORDERS.resolve("README.md"));
        List<Path> orders;
        try (Stream<Path> files = Files.list(ORDERS)) {
            orders = files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
        assertThat(orders).hasSizeGreaterThan(16);
        for (Path order : orders) {
            String name = order.getFileName().toString().replace(".json", "");
            assertThat(table).contains("| `%s` |".formatted(name));
            JsonNode comparison = api.post("/v1/comparisons", Files.readString(order))
                    .expect(201)
                    .json();
            int repeats = comparison.get("repeats").asInt();
            assertThat(repeats).as(name).isGreaterThan(2);
            assertThat(comparison.get("runs"))
                    .as(name)
                    .hasSize(comparison.get("entries").size() * repeats);
            for (JsonNode entry : comparison.get("entries")) {
                assertThat(entry.get("warnings"))
                        .as("%s: %s", name, entry.get("name").asString())
                        .extracting(warning -> warning.get("code").asString())
                        .doesNotContain("ends_mid_cycle");
            }
        }
    }
}
