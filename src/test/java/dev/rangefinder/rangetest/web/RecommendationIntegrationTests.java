package dev.rangefinder.rangetest.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.rangetest.FinishedRangeTests;
import dev.rangefinder.rangetest.RangeTests;
import dev.rangefinder.rangetest.Rereadings;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.TestContext;
import dev.rangefinder.recommendation.algorithm.Algorithm;
import dev.rangefinder.recommendation.algorithm.Algorithms;
import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Tables;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is asked of a recommendation beyond what was pinned. */
@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.enabled=false")
class RecommendationIntegrationTests {

    @Autowired
    private Tables tables;

    @Autowired
    private Api api;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private FinishedRangeTests finished;

    @Autowired
    private RangeTests rangeTests;

    @Autowired
    private Rereadings rereadings;

    private UUID id;
    private String path;

    @BeforeEach
    void finishOne() {
        tables.empty();
        id = finished.succeeded(2);
        path = "/v1/range-tests/" + id + "/recommendation";
    }

    /** As a server of an earlier version would have, which knew of no momentum. */
    private void pinByAVersionThatIsGone() {
        ObjectNode gone = (ObjectNode) api.get(path).expect(200).json();
        gone.put("algorithm", "2026.3").put("max_lr", 2 * gone.get("max_lr").asDouble());
        gone.putArray("max_lr_interval").add(gone.get("base_lr").asDouble()).add(1.5);
        ((ObjectNode) gone.get("cyclic_lr")).put("max_lr", gone.get("max_lr").asDouble());
        ((ObjectNode) gone.get("evidence")).remove("momentum");
        gone.remove("documentation"); // which is served, and not kept
        jdbc.sql("update range_test set recommendation = cast(:gone as jsonb) where id = :id")
                .param("gone", gone.toString())
                .param("id", id)
                .update();
    }

    /** A database gives up a transaction that waits for its client; and there are few connections. */
    @Test
    void noTransactionWaitsWhileCurvesAreReadOnceMore() {
        AtomicBoolean waits = new AtomicBoolean(true);
        Algorithm watching = new Algorithm() {
            @Override
            public String id() {
                return "watching";
            }

            @Override
            public Recommendation recommend(List<Curve> curves, TestContext context) {
                waits.set(TransactionSynchronizationManager.isActualTransactionActive());
                return Algorithms.CURRENT.recommend(curves, context);
            }
        };
        Recommendation read = rereadings.read(rangeTests.require(id), watching);
        assertThat(waits).isFalse();
        assertThat(read.maxLr())
                .isEqualTo(api.get(path).expect(200).json().get("max_lr").asDouble());
    }

    @Test
    void aKnownLengthMakesTheTrainingEndWithAWholeCycle() {
        JsonNode pinned = api.get(path).expect(200).json();
        JsonNode asked = api.get(path + "?iterations=4100").expect(200).json();

        assertThat(pinned.has("run")).isFalse();
        assertThat(asked.at("/run/cycles").asInt()).isEqualTo(4);
        assertThat(asked.at("/run/iterations").asInt()).isEqualTo(4096);
        assertThat(asked.get("step_size").asInt()).isEqualTo(512);
        assertThat(asked.at("/cyclic_lr/step_size_up").asInt()).isEqualTo(512);
        assertThat(asked.get("step_size_reason").asString()).startsWith("4 cycles of 2 × 512 iterations");
        assertThat(asked.get("max_lr")).isEqualTo(pinned.get("max_lr"));
        assertThat(api.get(path + "?epochs=32")
                        .expect(200)
                        .json()
                        .at("/run/iterations")
                        .asInt())
                .isEqualTo(4000);
    }

    @Test
    void lengthsThatCannotBeAreRefused() {
        for (String query : new String[] {"iterations=5", "epochs=0", "iterations=600&epochs=6", "iterations=1e300"}) {
            api.get(path + "?" + query).expect(400);
        }
    }

    @Test
    void theVersionThatPinnedItGivesWhatIsPinned() {
        JsonNode pinned = api.get(path).expect(200).json();

        assertThat(pinned.get("algorithm").asString()).isEqualTo(Algorithms.CURRENT.id());
        assertThat(pinned.at("/evidence/momentum").asDouble()).isEqualTo(0.9);
        assertThat(api.get(path + "?algorithm=" + Algorithms.CURRENT.id())
                        .expect(200)
                        .json())
                .isEqualTo(pinned);
    }

    @Test
    void aVersionThatIsGoneIsRefusedByNamingThoseThatAreThere() {
        for (String query : new String[] {path + "?algorithm=2026.3", "/v1/rereadings?algorithm=2026.3"}) {
            assertThat(api.get(query).expect(400).json().get("detail").asString())
                    .contains("algorithm is 2026.3, expected one of " + String.join(", ", Algorithms.ids()));
        }
    }

    @Test
    void whatAVersionThatIsGonePinnedIsShownAsItWasAndCanBeReadAgain() {
        JsonNode current = api.get(path).expect(200).json();
        pinByAVersionThatIsGone();

        JsonNode pinned = api.get(path).expect(200).json();
        assertThat(pinned.get("algorithm").asString()).isEqualTo("2026.3");
        assertThat(pinned.get("max_lr").asDouble())
                .isEqualTo(2 * current.get("max_lr").asDouble());
        assertThat(pinned.get("evidence").has("momentum")).isFalse();
        assertThat(api.get(path, "Accept", "image/svg+xml").expect(200).body()).contains("algorithm 2026.3");
        assertThat(api.get(path + "?algorithm=" + Algorithms.CURRENT.id())
                        .expect(200)
                        .json())
                .isEqualTo(current);
        assertThat(api.get(path).expect(200).json()).isEqualTo(pinned);
    }

    @Test
    void whatTheCurrentVersionWouldChangeIsListed() {
        assertThat(api.get("/v1/rereadings").expect(200).json().get("items")).isEmpty();
        pinByAVersionThatIsGone();
        finished.succeeded(1);

        JsonNode changed = api.get("/v1/rereadings?page_size=1").expect(200).json();
        JsonNode item = changed.at("/items/0");

        assertThat(changed.get("items")).hasSize(1);
        assertThat(changed.has("next_page_token")).isFalse();
        assertThat(item.get("range_test").asString()).isEqualTo(id.toString());
        assertThat(item.at("/pinned/algorithm").asString()).isEqualTo("2026.3");
        assertThat(item.at("/reread/algorithm").asString()).isEqualTo(Algorithms.CURRENT.id());
        assertThat(item.get("max_lr_ratio").asDouble()).isEqualTo(0.5);
    }

    @Test
    void theCurvesAreDrawnWithTheirBounds() {
        Api.Answer answer = api.get(path, "Accept", "image/svg+xml").expect(200);

        assertThat(answer.header("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("image/svg+xml"));
        assertThat(answer.body()).startsWith("<svg ").endsWith("</svg>\n").contains("max_lr", "class=\"loss-fit\"");
    }
}
