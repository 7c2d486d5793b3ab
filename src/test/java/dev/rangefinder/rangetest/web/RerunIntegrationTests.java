package dev.rangefinder.rangetest.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.dataset.format.IdxBytes;
import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Submissions;
import dev.rangefinder.testing.Tables;
import dev.rangefinder.testing.UploadBody;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Range tests that are submitted again by their id; nothing trains here. */
@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.enabled=false")
class RerunIntegrationTests {

    @Autowired
    private Tables tables;

    @Autowired
    private Api api;

    @Autowired
    private JdbcClient jdbc;

    @BeforeEach
    void emptyTheTables() {
        tables.empty();
    }

    private String submitted() {
        return api.submit(
                Submissions.spirals(100, 2, 7).replaceFirst("\\{", "{\"name\": \"first\", \"tags\": {\"a\": \"b\"}, "));
    }

    private static String id(String path) {
        return path.replaceFirst(".*/", "");
    }

    /** What was asked for, without what tells two range tests apart. */
    private static ObjectNode asked(JsonNode rangeTest) {
        return ((ObjectNode) rangeTest).deepCopy().without(List.of("id", "rerun_of", "runs", "created_at", "links"));
    }

    @Test
    void withoutABodyTheSameIsSubmittedAgainAndNamesItsOrigin() {
        String origin = submitted();
        Api.Answer answer = api.send("POST", origin + ":rerun", null).expect(201);
        JsonNode rerun = answer.json();
        assertThat(answer.header("Location"))
                .contains(rerun.get("links").get("self").asString());
        assertThat(rerun.get("rerun_of").asString()).isEqualTo(id(origin));
        assertThat(rerun.get("state").asString()).isEqualTo("queued");
        assertThat(rerun.get("runs")).hasSize(2);
        assertThat(asked(rerun)).isEqualTo(asked(api.get(origin).json()));
        assertThat(api.get(answer.header("Location").orElseThrow()).json()).isEqualTo(rerun);
    }

    @Test
    void aBodySaysWhatIsDifferent() {
        JsonNode rerun = api.post(
                        submitted() + ":rerun",
                        "{\"name\": \"second\", \"seed\": 9, \"repeats\": 3, \"tags\": {\"c\": \"d\"}}")
                .expect(201)
                .json();
        assertThat(rerun.get("name").asString()).isEqualTo("second");
        assertThat(rerun.get("repeats").asInt()).isEqualTo(3);
        assertThat(rerun.get("tags").toString()).isEqualTo("{\"c\":\"d\"}");
        assertThat(rerun.get("runs")).extracting(run -> run.get("seed").asInt()).containsExactly(9, 10, 11);
    }

    @Test
    void aRerunIsRunAgainAsItWas() {
        String second = api.post(submitted() + ":rerun", "{\"seed\": 9}")
                .header("Location")
                .orElseThrow();
        JsonNode third = api.send("POST", second + ":rerun", null).expect(201).json();
        assertThat(third.get("rerun_of").asString()).isEqualTo(id(second));
        assertThat(third.get("seed").asInt()).isEqualTo(9);
    }

    @Test
    void whatCannotBeIsRefused() {
        String origin = submitted();
        JsonNode problem =
                api.post(origin + ":rerun", "{\"repeats\": 65}").expect(400).json();
        assertThat(problem.get("errors").get(0).get("pointer").asString()).isEqualTo("/repeats");
        problem = api.post(origin + ":rerun", "{\"sweep\": {}}").expect(400).json();
        assertThat(problem.get("errors").get(0).get("pointer").asString()).isEqualTo("/sweep");
        api.send("POST", "/v1/range-tests/" + UUID.randomUUID() + ":rerun", null)
                .expect(404);
        assertThat(api.get("/v1/range-tests").json().get("items")).hasSize(1);
    }

    @Test
    void aKeyMakesOneRerunOfOneOrigin() {
        String origin = submitted();
        String rerun = origin + ":rerun";
        Api.Answer first =
                api.send("POST", rerun, null, "Idempotency-Key", "again").expect(201);
        assertThat(api.post(rerun, "{}", "Idempotency-Key", "again").expect(201).body())
                .isEqualTo(first.body());
        api.post(rerun, "{\"seed\": 1}", "Idempotency-Key", "again").expect(422);
        api.send("POST", submitted() + ":rerun", null, "Idempotency-Key", "again")
                .expect(422);
        assertThat(api.get("/v1/range-tests").json().get("items")).hasSize(3);
    }

    @Test
    void dataThatAreGoneOrOthersUnderTheSameNameAreRefused() {
        Api.Answer uploaded = api.upload(UploadBody.small("rerun-digits")).expect(201);
        String origin = api.submit("""
                {"workload": {"dataset": "rerun-digits", "model": "mlp", "optimizer": {"type": "sgd"}, "batch_size": 2},
                 "sweep": {"start_lr": 0.1, "end_lr": 1, "iterations": 10}}""");
        api.post(origin + ":cancel", null).expect(202);
        api.send("POST", origin + ":rerun", null).expect(201);
        jdbc.sql("update run set state = 'CANCELLED'").update();

        api.send("DELETE", uploaded.header("Location").orElseThrow(), null).expect(204);
        assertChanged(origin);
        UploadBody others = UploadBody.small("rerun-digits").withFile("test_labels", IdxBytes.labels(1, 1));
        String location = api.upload(others).expect(201).header("Location").orElseThrow();
        assertChanged(origin);
        api.send("DELETE", location, null).expect(204);
    }

    private void assertChanged(String origin) {
        JsonNode problem = api.send("POST", origin + ":rerun", null).expect(409).json();
        assertThat(problem.get("type").asString()).endsWith(":data-set-changed");
        assertThat(problem.get("detail").asString()).contains("rerun-digits");
    }
}
