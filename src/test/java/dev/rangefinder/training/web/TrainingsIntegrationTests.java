package dev.rangefinder.training.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.Reporter;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Submissions;
import dev.rangefinder.testing.Tables;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** Trainings elsewhere that use a schedule, over HTTP. */
@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.enabled=false")
class TrainingsIntegrationTests {

    private static final String TRIANGULAR2 = """
            {"policy": "triangular2", "base_lr": 0.001, "max_lr": 0.01, "step_size_up": 50}""";

    @Autowired
    private Tables tables;

    @Autowired
    private Api api;

    @Autowired
    private JdbcClient jdbc;

    private String rangeTest;

    @BeforeEach
    void emptyTheTables() {
        tables.empty();
        rangeTest = api.submit(Submissions.spirals(50, 1, 1));
    }

    private static String id(String path) {
        return path.replaceFirst(".*/", "");
    }

    private String announced(String body) {
        return api.post(rangeTest + "/training-runs", body)
                .expect(201)
                .header("Location")
                .orElseThrow();
    }

    private JsonNode reported(String training, String report) {
        return api.post(training + "/observations", report).expect(200).json();
    }

    private List<String> found(String query) {
        return api.get("/v1/training-runs?" + query)
                .expect(200)
                .json()
                .get("items")
                .valueStream()
                .map(item -> item.at("/links/self").asString())
                .toList();
    }

    @Test
    void aTrainingIsAnnouncedReportedAndShowsHowItTurnedOut() {
        String training = announced("""
                {"name": "the long one", "schedule": %s, "iterations": 4, "tags": {"team": "vision"}}""".formatted(TRIANGULAR2));
        JsonNode waiting = api.get(training).expect(200).json();
        assertThat(waiting.get("state").asString()).isEqualTo("queued");
        assertThat(waiting.get("policy").asString()).isEqualTo("triangular2");
        assertThat(waiting.get("outcome")).isEmpty();
        assertThat(waiting.at("/links/range_test").asString()).isEqualTo(rangeTest);
        api.get(waiting.at("/links/schedule").asString() + "/rates").expect(200);

        assertThat(reported(training, """
                {"observations": [{"iteration": 0, "loss": 3, "accuracy": 0.5}, {"iteration": 1, "loss": 1, "lr": 0.5},
                  {"iteration": 2, "loss": 2, "accuracy": 0.25, "validation_accuracy": 0.625}]}""").get("state").asString()).isEqualTo("running");
        JsonNode answer = reported(training, "{\"observations\": [{\"iteration\": 3, \"loss\": 90}]}");
        assertThat(answer.toString())
                .isEqualTo(
                        "{\"state\":\"succeeded\",\"stop\":true,\"reason\":\"completed\",\"received_through\":3,\"durable\":true}");
        JsonNode over = api.get(training).expect(200).json();
        assertThat(over.get("outcome").toString())
                .isEqualTo(
                        "{\"final_loss\":90.0,\"best_loss\":1.0,\"final_accuracy\":0.25,\"best_accuracy\":0.5,\"final_validation_accuracy\":0.625,\"best_validation_accuracy\":0.625}");
        assertThat(over.get("end_reason").asString()).isEqualTo("completed");
        assertThat(api.csv(training)).isEqualTo("""
                repeat,iteration,lr,loss,accuracy,validation_loss,validation_accuracy
                0,0,0.001,3.0,0.5,,
                0,1,0.5,1.0,,,
                0,2,0.00136,2.0,0.25,,0.625
                0,3,0.00154,90.0,,,
                """);
        assertThat(api.get(training + "/curve?points=4").expect(200).json().get("loss"))
                .hasSize(4);
    }

    @Test
    void aLossThatDivergesDoesNotEndItAndOneThatIsNotFiniteDoes() {
        String training = announced("{\"schedule\": %s, \"iterations\": 1000}".formatted(TRIANGULAR2));
        assertThat(reported(training, "{\"observations\": %s}".formatted(Reporter.batch(0, 500)))
                        .get("stop")
                        .asBoolean())
                .isFalse();
        JsonNode answer = reported(training, "{\"observations\": [{\"iteration\": 500, \"loss\": \"NaN\"}]}");
        assertThat(answer.get("reason").asString()).isEqualTo("not_finite");
        assertThat(api.get(training).json().at("/outcome/final_loss").asString())
                .isEqualTo("NaN");
    }

    @Test
    void aScheduleThatIsKeptIsNamedByItsId() {
        JsonNode kept = api.post("/v1/schedules", "{\"schedule\": %s, \"iterations\": 300}".formatted(TRIANGULAR2))
                .expect(201)
                .json();
        String training =
                announced("{\"schedule_id\": \"%s\"}".formatted(kept.get("id").asString()));
        assertThat(api.get(training).json().get("iterations").asInt()).isEqualTo(300);
        String same = announced("{\"schedule\": %s, \"iterations\": 300}".formatted(TRIANGULAR2));
        assertThat(api.get(same).json().get("schedule_id")).isEqualTo(kept.get("id"));
    }

    @Test
    void aSearchFindsThemByEachField() {
        String first = announced("{\"schedule\": %s, \"tags\": {\"team\": \"vision\"}}".formatted(TRIANGULAR2));
        String otherTest = api.submit(Submissions.spirals(50, 1, 2));
        String second = api.post(
                        otherTest + "/training-runs",
                        "{\"schedule\": {\"policy\": \"fixed\", \"lr\": 0.1}, \"iterations\": 10}")
                .expect(201)
                .header("Location")
                .orElseThrow();
        reported(second, "{\"observations\": [{\"iteration\": 0, \"loss\": 1}]}");
        assertThat(found("")).containsExactly(second, first);
        assertThat(found("range_test=" + id(rangeTest))).containsExactly(first);
        assertThat(found("policy=fixed")).containsExactly(second);
        assertThat(found("tag=team:vision")).containsExactly(first);
        assertThat(found("state=running")).containsExactly(second);
        assertThat(found("created_after=2020-01-01T00:00:00Z")).hasSize(2);
        assertThat(found("created_before=2020-01-01T00:00:00Z")).isEmpty();
        String token = api.get("/v1/training-runs?page_size=1")
                .json()
                .get("next_page_token")
                .asString();
        assertThat(found("page_size=1&page_token=" + token)).containsExactly(first);
        api.get("/v1/training-runs?state=asleep").expect(400);
        api.get("/v1/training-runs?policy=lucky").expect(400);
    }

    @Test
    void anAnnouncementWithAKeyIsOneTraining() {
        String body = "{\"schedule\": %s}".formatted(TRIANGULAR2);
        Api.Answer first = api.post(rangeTest + "/training-runs", body, "Idempotency-Key", "once")
                .expect(201);
        assertThat(api.post(rangeTest + "/training-runs", body, "Idempotency-Key", "once")
                        .expect(201)
                        .body())
                .isEqualTo(first.body());
        assertThat(found("")).hasSize(1);
    }

    @Test
    void reportsReachOnlyWhatTheyAreFor() {
        String training = announced("{\"schedule\": %s}".formatted(TRIANGULAR2));
        Reporter reporter = Reporter.submit(api, 300, "");
        api.post("/v1/range-tests/" + id(training) + "/observations", "{}").expect(404);
        api.post("/v1/training-runs/" + id(reporter.path()) + "/observations", "{}")
                .expect(404);
        api.post(training + "/observations", "{\"repeat\": 0}").expect(400);
        assertThat(api.get("/v1/range-tests").json().get("items")).hasSize(2);
    }

    @Test
    void aTrainingOutlivesItsRangeTest() {
        String training = announced("{\"schedule\": %s}".formatted(TRIANGULAR2));
        api.post(rangeTest + ":cancel", null).expect(202);
        api.send("DELETE", rangeTest, null).expect(204);
        reported(training, "{\"observations\": [{\"iteration\": 0, \"loss\": 1}]}");
        assertThat(api.get(training).expect(200).json().get("state").asString()).isEqualTo("running");
    }

    @Test
    void aRangeTestShowsHowTheLatestTrainingsTurnedOut() {
        assertThat(api.get(rangeTest).expect(200).json().has("training_runs")).isFalse();
        for (int i = 0; i < 11; i++) {
            String training =
                    announced("{\"name\": \"%d\", \"schedule\": %s, \"iterations\": 2}".formatted(i, TRIANGULAR2));
            reported(
                    training, "{\"observations\": [{\"iteration\": 0, \"loss\": %d, \"accuracy\": 0.5}]}".formatted(i));
        }
        String other = api.submit(Submissions.spirals(50, 1, 2));
        JsonNode shown = api.get(rangeTest).expect(200).json();
        assertThat(shown.get("training_runs"))
                .extracting(training -> training.get("name").asString())
                .containsExactly("10", "9", "8", "7", "6", "5", "4", "3", "2", "1");
        JsonNode latest = shown.at("/training_runs/0");
        assertThat(latest.get("state").asString()).isEqualTo("running");
        assertThat(latest.get("policy").asString()).isEqualTo("triangular2");
        assertThat(latest.at("/outcome/best_loss").asDouble()).isEqualTo(10);
        assertThat(latest.at("/outcome/final_accuracy").asDouble()).isEqualTo(0.5);
        api.get("/v1/schedules/" + latest.get("schedule_id").asString()).expect(200);
        assertThat(api.get(shown.at("/links/training_runs").asString())
                        .expect(200)
                        .json()
                        .get("items"))
                .hasSize(11);
        JsonNode found = api.get("/v1/range-tests").expect(200).json().get("items");
        assertThat(found.at("/0/links/self").asString()).isEqualTo(other);
        assertThat(found.get(0).has("training_runs")).isFalse();
        assertThat(found.get(1).get("training_runs")).isEqualTo(shown.get("training_runs"));
    }

    @Test
    void aTrainingThatIsOverIsDeletedWithItsCurveAndNothingElse() {
        String training = announced("{\"schedule\": %s, \"iterations\": 5}".formatted(TRIANGULAR2));
        String schedule = api.get(training).json().at("/links/schedule").asString();
        reported(training, "{\"observations\": [{\"iteration\": 0, \"loss\": 1}]}");
        assertThat(api.send("DELETE", training, null)
                        .expect(409)
                        .json()
                        .get("type")
                        .asString())
                .endsWith(":not-deletable");
        reported(training, "{\"observations\": [{\"iteration\": 1, \"loss\": 1}], \"final\": true}");
        api.send("DELETE", training, null).expect(204);
        api.send("DELETE", training, null).expect(404);
        api.get(training).expect(404);
        api.post(training + "/observations", "{}").expect(404);
        api.get(schedule).expect(200);
        assertThat(api.get(rangeTest).expect(200).json().has("training_runs")).isFalse();
        assertThat(jdbc.sql("select (select count(*) from run_report) + (select count(*) from curve_chunk)"
                                + " + (select count(*) from training)")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                                            | /schedule",
                "{\"schedule\": {\"policy\": \"fixed\", \"lr\": 0.1}, \"schedule_id\": \"a\"}  | /schedule",
                "{\"schedule\": {\"policy\": \"fixed\", \"lr\": 0.1}}                          | /iterations",
                "{\"schedule\": {\"policy\": \"fixed\", \"lr\": -1}, \"iterations\": 5}        | /schedule/lr",
                "{\"schedule\": {\"policy\": \"fixed\", \"lr\": 0.1}, \"iterations\": 10000001} | /iterations",
                "{\"schedule_id\": \"unknown\"}                                                | /schedule_id",
                "{\"schedule\": {\"policy\": \"fixed\", \"lr\": 0.1}, \"iterations\": 5, \"name\": \" \"} | /name",
                "{\"schedule\": {\"policy\": \"fixed\", \"lr\": 0.1}, \"iterations\": 5, \"reporting\": {\"ranks\": 0}} | /reporting/ranks",
            })
    void whatCannotBeIsNamed(String body, String pointer) {
        Api.Answer answer = api.post(rangeTest + "/training-runs", body).expect(400);
        assertThat(answer.json().at("/errors/0/pointer").asString())
                .as(answer.body())
                .isEqualTo(pointer);
    }

    @Test
    void whatIsNotThereIsNotFound() {
        String nowhere = "/v1/training-runs/" + UUID.randomUUID();
        api.get(nowhere).expect(404);
        api.get(nowhere + "/curve").expect(404);
        api.post(nowhere + "/observations", "{}").expect(404);
        api.post("/v1/range-tests/" + UUID.randomUUID() + "/training-runs", "{\"schedule\": %s}".formatted(TRIANGULAR2))
                .expect(404);
    }
}
