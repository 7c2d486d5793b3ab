package dev.rangefinder.rangetest.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.rangetest.FinishedRangeTests;
import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Tables;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** What a range test says of other batch sizes, and others of it. */
@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.enabled=false")
class NearestIntegrationTests {

    @Autowired
    private Tables tables;

    @Autowired
    private Api api;

    @Autowired
    private FinishedRangeTests finished;

    @BeforeEach
    void emptyTheTables() {
        tables.empty();
    }

    /** A finished range test whose loss rises at an edge. */
    private String tested(String optimizer, int batchSize, double edge) {
        UUID id = finished.succeeded(
                """
                {"workload": {"dataset": "spirals", "model": "mlp", "optimizer": {"type": "%s"}, "batch_size": %d},
                 "sweep": {"start_lr": 0.00001, "end_lr": 10, "iterations": 300}, "repeats": 3}""".formatted(optimizer, batchSize),
                lr -> Math.min(4, 2.3 - 1.5 / (1 + Math.pow(edge / 100 / lr, 2)) + Math.pow(lr / edge, 3)));
        return "/v1/range-tests/" + id;
    }

    private JsonNode nearest(String path) {
        return api.get(path + "/nearest").expect(200).json();
    }

    private double maxLr(String path) {
        return api.get(path + "/recommendation").json().get("max_lr").asDouble();
    }

    private static String id(String path) {
        return path.replaceFirst(".*/", "");
    }

    @Test
    void theNearestBatchSizeComesFirstCarriedOverByTheRuleOfTheOptimizer() {
        String far = tested("sgd", 512, 1.6);
        String near = tested("sgd", 64, 0.2);
        tested("adam", 64, 0.2);
        String asked = tested("sgd", 32, 0.1);

        JsonNode items = nearest(asked).get("items");
        assertThat(items).extracting(item -> item.get("range_test").asString()).containsExactly(id(near), id(far));
        assertThat(items.get(0).get("max_lr_here").asDouble()).isCloseTo(maxLr(near) / 2, within(1e-12));
        assertThat(items.get(1).get("max_lr_here").asDouble()).isCloseTo(maxLr(far) / 16, within(1e-12));
        assertThat(items.get(0).get("max_lr_ratio").asDouble())
                .isCloseTo(maxLr(asked) / (maxLr(near) / 2), within(1e-12));
        assertThat(nearest(asked).has("warning")).isFalse();
    }

    @Test
    void oneThatDisagreesWithTheOthersIsWarned() {
        tested("adam", 32, 1.2);
        tested("adam", 32, 1);
        String odd = tested("adam", 32, 0.01);
        assertThat(nearest(odd).get("warning").asString())
                .matches("max_lr [0-9.e-]+ is [0-9.]+ times below the [0-9.e-]+ that 2 of the nearest range tests .*");
    }

    @Test
    void withoutOthersThereIsNothingToCompareWith() {
        JsonNode nearest = nearest(tested("sgd", 32, 0.1));
        assertThat(nearest.get("items")).isEmpty();
        assertThat(nearest.has("warning")).isFalse();
        api.get("/v1/range-tests/" + UUID.randomUUID() + "/nearest").expect(404);
    }

    @Test
    void boundsAreCarriedToAnotherBatchSizeAndMarkedAsExtrapolated() {
        String path = tested("sgd", 32, 0.1);
        JsonNode recommendation = api.get(path + "/recommendation").json();
        Api.Answer answer =
                api.get(path + "/recommendation/transfer?batch_size=128").expect(200);
        JsonNode transfer = answer.json();
        assertThat(transfer.get("extrapolated").asBoolean()).isTrue();
        assertThat(transfer.get("rule").asString()).isEqualTo("linear");
        assertThat(transfer.get("max_lr").asDouble())
                .isEqualTo(4 * recommendation.get("max_lr").asDouble());
        assertThat(transfer.get("iterations_per_epoch").asInt()).isEqualTo(4000 / 128);
        assertThat(transfer.has("warning")).isFalse();
        api.get(
                        path + "/recommendation/transfer?batch_size=128",
                        "If-None-Match",
                        answer.header("ETag").orElseThrow())
                .expect(304);
    }

    @Test
    void whatCannotBeCarriedOverIsRefused() {
        String path = tested("sgd", 32, 0.1);
        for (String size : new String[] {"0", "-1", "1000000001", "a", "1.5"}) {
            JsonNode problem = api.get(path + "/recommendation/transfer?batch_size=" + size)
                    .expect(400)
                    .json();
            assertThat(problem.at("/errors/0/pointer").asString()).isEqualTo("?batch_size");
        }
        api.get(path + "/recommendation/transfer").expect(400);
        String waiting = api.submit("""
                {"workload": {"dataset": "spirals", "model": "mlp", "optimizer": {"type": "sgd"}, "batch_size": 32},
                 "sweep": {"start_lr": 0.0001, "end_lr": 1, "iterations": 100}}""");
        api.get(waiting + "/recommendation/transfer?batch_size=64").expect(409);
    }
}
