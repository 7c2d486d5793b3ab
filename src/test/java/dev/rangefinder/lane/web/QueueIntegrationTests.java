package dev.rangefinder.lane.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.Reporter;
import dev.rangefinder.testing.ServerTest;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.enabled=false")
class QueueIntegrationTests {

    @LocalServerPort
    private int port;

    @Test
    void clientsAreShownWithWhatWaitsOfThem() {
        Api api = new Api(port);
        String first = submit(api, "patient", 2);
        submit(api, "newcomer", 1);
        api.submit(Reporter.submission(100, "\"client\": \"elsewhere\"")); // waits for its trainer, not for a slot

        JsonNode waiting = api.get("/v1/queue").expect(200).json().path("items");

        assertThat(waiting.values())
                .extracting(
                        client -> client.path("client").asString(),
                        client -> client.path("runs").asInt())
                .containsExactly(tuple("patient", 2), tuple("newcomer", 1));
        assertThat(Instant.parse(waiting.path(0).path("since").asString()))
                .isBeforeOrEqualTo(Instant.parse(waiting.path(1).path("since").asString()));

        api.post(first + ":cancel", null).expect(202);
        assertThat(api.get("/v1/queue").expect(200).json().path("items").size()).isEqualTo(1);
    }

    private static String submit(Api api, String client, int repeats) {
        return api.submit("""
                {"client": "%s", "repeats": %d,
                 "workload": {"dataset": "spirals", "model": "mlp", "optimizer": {"type": "sgd"}, "batch_size": 32},
                 "sweep": {"start_lr": 1e-4, "end_lr": 1, "iterations": 50}}""".formatted(client, repeats));
    }
}
