package dev.rangefinder.lane.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.shared.DataDirectory;
import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.ServerTest;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ServerTest
class ServerFactsIntegrationTests {

    @Autowired
    private Api api;

    @Autowired
    private DataDirectory data;

    @Test
    void aServerSaysWhatItStandsOn() throws IOException {
        JsonNode facts = api.get("/v1/server").expect(200).json();
        assertThat(facts.get("database").asString()).startsWith("PostgreSQL 1");
        assertThat(facts.get("runtime").asString()).isEqualTo("Java " + Runtime.version());
        assertThat(facts.get("data_directory").asString())
                .as("without keys every caller is an administrator")
                .isEqualTo(data.directory().toString());
        long total = Files.getFileStore(data.directory()).getTotalSpace();
        assertThat(facts.get("disk_bytes").asLong()).isEqualTo(total);
        assertThat(facts.get("disk_free_bytes").asLong()).isBetween(1L, total);
    }
}
