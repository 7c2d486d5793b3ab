package dev.rangefinder.comparison.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Tables;
import dev.rangefinder.testing.Upload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/**
 * The orders of {@code examples/paper}, submitted as they are, on a hundred grey pictures under the name of CIFAR-10.
 */
@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.enabled=false")
class PaperOrdersIntegrationTests {

    private static final Path ORDERS = Path.of("examples", "paper");

    private static final int PICTURES = 100;

    private static final int PICTURE_BYTES = 1 + 32 * 32 * 3;

    @Autowired
    private Tables tables;

    @Autowired
    private Api api;

    private String dataSet;

    @BeforeEach
    void uploadPictures() {
        tables.empty();
        dataSet = api.upload(new Upload(List.of())
                        .field("name", "cifar-10")
                        .field("format", "cifar10")
                        .file("train", pictures())
                        .file("test", pictures()))
                .expect(201)
                .header("Location")
                .orElseThrow();
    }

    @AfterEach
    void removePictures() {
        tables.empty();
        api.send("DELETE", dataSet, null).expect(204);
    }

    private static byte[] pictures() {
        byte[] bytes = new byte[PICTURES * PICTURE_BYTES];
        for (int i = 0; i < PICTURES; i++) {
            bytes[i * PICTURE_BYTES] = (byte) (i % 10);
            bytes[i * PICTURE_BYTES + 1 + i] = 100;
        }
        return bytes;
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
        assertThat(orders).hasSizeGreaterThan(8);
        for (Path order : orders) {
            String name = order.getFileName().toString().replace(".json", "");
            assertThat(table).contains("| `%s` |".formatted(name));
            JsonNode comparison = api.post("/v1/comparisons", Files.readString(order))
                    .expect(201)
                    .json();
            assertThat(comparison.get("runs")).as(name).hasSize(6);
            for (JsonNode entry : comparison.get("entries")) {
                assertThat(entry.get("warnings"))
                        .as("%s: %s", name, entry.get("name").asString())
                        .extracting(warning -> warning.get("code").asString())
                        .doesNotContain("ends_mid_cycle");
            }
        }
    }
}
