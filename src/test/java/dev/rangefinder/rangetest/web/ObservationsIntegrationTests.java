package dev.rangefinder.rangetest.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.rangefinder.run.RunQueue;
import dev.rangefinder.run.place.DeviceKind;
import dev.rangefinder.run.place.Offer;
import dev.rangefinder.run.spec.EarlyStopping;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.schedule.Ladder;
import dev.rangefinder.schedule.Spacing;
import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.EventStreamClient;
import dev.rangefinder.testing.Reporter;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Submissions;
import dev.rangefinder.testing.Tables;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** Range tests that a training elsewhere reports, over HTTP; the tests are the trainers. */
@ServerTest
@TestPropertySource(properties = {"rangefinder.lanes.local.enabled=false", "rangefinder.report.window=100"})
class ObservationsIntegrationTests {

    private static final Ladder LADDER = new Ladder(0.0001, 2, 300, Spacing.EXPONENTIAL);

    @LocalServerPort
    private int port;

    @Autowired
    private Tables tables;

    @Autowired
    private Api api;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private RunQueue queue;

    @BeforeEach
    void emptyTheTables() {
        tables.empty();
    }

    private Reporter reporter(String more) {
        return Reporter.submit(api, 300, more);
    }

    /** The iteration at which the training loop of this service would have ended. */
    private static long divergedAt() {
        EarlyStopping judge = new EarlyStopping(StopRule.DIVERGED);
        return LongStream.range(0, 300)
                .filter(i -> judge.after(Reporter.loss(i)).isPresent())
                .findFirst()
                .orElseThrow();
    }

    /** The curve that a trainer of this service would have left, from these losses. */
    private static String expectedCsv() {
        return LongStream.rangeClosed(0, divergedAt())
                .mapToObj(i -> "0,%d,%s,%s,,,\n".formatted(i, LADDER.learningRate(i), Reporter.loss(i)))
                .collect(Collectors.joining(
                        "", "repeat,iteration,lr,loss,accuracy,validation_loss,validation_accuracy\n", ""));
    }

    private static void assertProblem(Api.Answer answer, String type, String pointer) {
        assertThat(answer.json().get("type").asString()).isEqualTo("urn:rangefinder:problem:" + type);
        assertThat(answer.json().at("/errors/0/pointer").asString()).isEqualTo(pointer);
    }

    @Test
    void aTestThatIsReportedIsToldWhenToStopAndIsRecommendedFrom() {
        Reporter reporter = reporter("\"client\": \"team-a\"");
        JsonNode waiting = reporter.look();
        assertThat(waiting.get("state").asString()).isEqualTo("queued");
        assertThat(waiting.get("execution").asString()).isEqualTo("reported");
        assertThat(waiting.at("/workload/optimizer/betas/1").asDouble()).isEqualTo(0.95);
        assertThat(waiting.at("/reporting/limits/window").asInt()).isEqualTo(100);
        assertThat(waiting.at("/links/observations").asString()).isEqualTo(reporter.path() + "/observations");
        assertThat(waiting.at("/runs/0/received_through").asInt()).isEqualTo(-1);

        JsonNode answer = reporter.report(0, 100);
        assertThat(answer.toString())
                .isEqualTo("{\"state\":\"running\",\"stop\":false,\"received_through\":99,\"durable\":true}");
        assertThat(reporter.look().get("state").asString()).isEqualTo("running");
        assertThat(reporter.look().at("/progress/iterations_done").asInt()).isEqualTo(100);
        api.get(reporter.path() + "/recommendation").expect(409);

        reporter.report(100, 200);
        answer = reporter.report(200, 300);
        assertThat(answer.toString())
                .isEqualTo(
                        "{\"state\":\"succeeded\",\"stop\":true,\"stop_at_iteration\":300,\"reason\":\"diverged\",\"received_through\":299,\"durable\":true}");
        JsonNode recommendation =
                api.get(reporter.path() + "/recommendation").expect(200).json();
        assertThat(recommendation.get("iterations_per_epoch").asInt()).isEqualTo(97);
        assertThat(recommendation.at("/evidence/momentum").asDouble())
                .as("the first of its betas")
                .isEqualTo(0.9);
        assertThat(api.csv(reporter.path())).isEqualTo(expectedCsv());
        assertThat(reporter.run(0).get("end_reason").asString()).isEqualTo("diverged");
        assertThat(reporter.run(0).get("iterations_done").asLong()).isEqualTo(divergedAt() + 1);
        api.get(reporter.path() + "/schedule?policy=triangular2&iterations=10").expect(200);
    }

    @Test
    void whatIsObservedPastADivergenceIsKeptAndChangesNoRecommendation() {
        Reporter stopped = reporter("");
        stopped.report(0, 300);
        Reporter whole = new Reporter(
                api,
                api.submit(Reporter.submission(300, "")
                        .replace("\"iterations\": 300", "\"iterations\": 300, \"stop_rule\": \"none\"")));

        assertThat(whole.look().at("/sweep/stop_rule").asString()).isEqualTo("none");
        assertThat(whole.report(0, 299).get("stop").asBoolean()).isFalse();
        whole.report(299, 300);
        assertThat(whole.run(0).get("end_reason").asString()).isEqualTo("completed");
        assertThat(whole.run(0).get("iterations_done").asLong()).isEqualTo(300);
        assertThat(recommendation(whole)).isEqualTo(recommendation(stopped));
        assertProblem(
                api.post(
                                "/v1/range-tests",
                                Reporter.submission(300, "").replace("300}", "300, \"stop_rule\": \"never\"}"))
                        .expect(400),
                "invalid-value",
                "/sweep/stop_rule");
    }

    private JsonNode recommendation(Reporter reporter) {
        return api.get(reporter.path() + "/recommendation").expect(200).json();
    }

    @Test
    void theLadderIsServedInEveryFormAlsoOfAManagedTest() {
        String path = reporter("").path() + "/ladder";
        Api.Answer json = api.get(path).expect(200);
        assertThat(json.json().get("rates")).hasSize(300);
        for (int i = 0; i < 300; i++) {
            assertThat(json.json().get("rates").get(i).asDouble()).isEqualTo(LADDER.learningRate(i));
        }
        assertThat(json.json().get("spacing").asString()).isEqualTo("exponential");
        api.get(path, "If-None-Match", json.header("ETag").orElseThrow()).expect(304);
        assertThat(api.get(path + "?from=298", "Accept", "text/csv").expect(200).body())
                .isEqualTo("iteration,lr\n298,%s\n299,2.0\n".formatted(LADDER.learningRate(298)));
        assertThat(api.get(path, "Accept", "application/octet-stream")
                        .expect(200)
                        .header("Content-Length"))
                .contains("2400");
        api.get("/v1/range-tests/" + UUID.randomUUID() + "/ladder").expect(404);
        String managed = api.submit(Submissions.spirals(50, 1, 1));
        assertThat(api.get(managed + "/ladder").expect(200).json().get("rates")).hasSize(50);
    }

    @Test
    void sayingTheSameAgainChangesNothing() {
        Reporter reporter = reporter("");
        JsonNode first = reporter.report(0, 50);
        String curve = api.csv(reporter.path());
        assertThat(reporter.report(0, 50)).isEqualTo(first);
        assertThat(reporter.report(20, 60).get("received_through").asInt()).isEqualTo(59);
        assertThat(api.csv(reporter.path())).startsWith(curve).hasLineCount(61);
        reporter.report(60, 160);
        JsonNode last = reporter.report(160, 260);
        assertThat(last.get("state").asString()).isEqualTo("succeeded");
        assertThat(reporter.report(160, 260)).isEqualTo(last);
        assertThat(reporter.post("{\"final\": true}").expect(200).json()).isEqualTo(last);
        assertThat(api.csv(reporter.path())).isEqualTo(expectedCsv());
    }

    @Test
    void aContradictionIsRefusedWithAllThatCameWithIt() {
        Reporter reporter = reporter("");
        reporter.post("{\"observations\": [{\"iteration\": 0, \"loss\": 2, \"accuracy\": 0.5}]}")
                .expect(200);
        Api.Answer refused = reporter.post(
                        "{\"observations\": [{\"iteration\": 1, \"loss\": 1}, {\"iteration\": 0, \"loss\": 2.5, \"accuracy\": 0.5}]}")
                .expect(409);
        assertProblem(refused, "observation-contradicts", "/observations/1/loss");
        assertThat(refused.json().get("detail").asString()).contains("Iteration 0", "loss");
        assertThat(reporter.run(0).get("received_through").asInt()).isZero();
        assertProblem(
                reporter.post("{\"observations\": [{\"iteration\": 0, \"loss\": 2}]}")
                        .expect(409),
                "observation-contradicts",
                "/observations/0/accuracy");
        assertProblem(
                reporter.post(
                                "{\"observations\": [{\"iteration\": 0, \"loss\": 2, \"accuracy\": 0.5, \"skipped\": true}]}")
                        .expect(409),
                "observation-contradicts",
                "/observations/0/skipped");
        assertProblem(
                reporter.post("{\"observations\": [{\"iteration\": 5, \"loss\": 1}, {\"iteration\": 5, \"loss\": 2}]}")
                        .expect(409),
                "observation-contradicts",
                "/observations/1/loss");
    }

    @Test
    void whatComesOutOfOrderWaitsForWhatIsMissing() {
        Reporter reporter = reporter("");
        JsonNode answer = reporter.report(20, 30);
        assertThat(answer.get("received_through").asInt()).isEqualTo(-1);
        assertThat(answer.get("missing").toString()).isEqualTo("[[0,19]]");
        answer = reporter.report(50, 60);
        assertThat(answer.get("missing").toString()).isEqualTo("[[0,19],[30,49]]");
        assertThat(api.csv(reporter.path())).hasLineCount(1);
        assertProblem(
                reporter.post("{\"observations\": [%s]}".formatted(Reporter.observation(55, 7)))
                        .expect(409),
                "observation-contradicts",
                "/observations/0/loss");
        answer = reporter.report(0, 20);
        assertThat(answer.get("received_through").asInt()).isEqualTo(29);
        assertThat(api.csv(reporter.path())).hasLineCount(31);
        reporter.report(25, 130);
        reporter.report(130, 230);
        reporter.report(230, 300);
        assertThat(api.csv(reporter.path())).isEqualTo(expectedCsv());
        assertThat(jdbc.sql("select count(*) from reported_chunk")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void whatIsTooFarAheadIsRefused() {
        Reporter reporter = reporter("");
        reporter.report(99, 100);
        assertProblem(
                reporter.post("{\"observations\": [%s]}".formatted(Reporter.observation(100, 1)))
                        .expect(409),
                "observation-out-of-window",
                "/observations/0/iteration");
        reporter.report(0, 1);
        reporter.report(100, 101);
    }

    @ParameterizedTest
    @CsvSource({"\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "NaN"})
    void aLossThatIsNotFiniteEndsTheRunAndIsItsLastPoint(String loss) {
        Reporter reporter = reporter("");
        reporter.report(0, 40);
        JsonNode answer = reporter.post(
                        "{\"observations\": [{\"iteration\": 40, \"loss\": %s}, {\"iteration\": 41, \"loss\": 1}]}"
                                .formatted(loss))
                .expect(200)
                .json();
        assertThat(answer.get("reason").asString()).isEqualTo("not_finite");
        assertThat(answer.get("stop_at_iteration").asInt()).isEqualTo(42);
        assertThat(answer.get("state").asString()).isEqualTo("succeeded");
        JsonNode losses = api.get(reporter.path() + "/curve").expect(200).json().at("/repeats/0/loss");
        assertThat(losses).hasSize(41);
        assertThat(losses.get(40).asString()).isEqualTo(loss.replace("\"", ""));
    }

    @Test
    void severalRanksAreOneCurveAndHaveOneDecision() {
        Reporter reporter = reporter("\"reporting\": {\"ranks\": 2}");
        reporter.report(0, 0, 100);
        assertThat(api.csv(reporter.path())).hasLineCount(1);
        JsonNode answer = reporter.report(1, 0, 90);
        assertThat(answer.get("received_through").asInt()).isEqualTo(89);
        assertThat(reporter.run(0).get("received_through").asInt()).isEqualTo(89);
        assertThat(api.csv(reporter.path())).hasLineCount(91);
        reporter.report(1, 90, 190);
        reporter.report(0, 100, 200);
        reporter.report(0, 200, 280);
        assertThat(reporter.report(1, 190, 220).get("stop").asBoolean()).isFalse();
        answer = reporter.report(1, 220, 270);
        assertThat(answer.get("stop").asBoolean()).isTrue();
        assertThat(answer.get("stop_at_iteration").asInt()).isEqualTo(280);
        answer = reporter.report(0, 280, 290);
        assertThat(answer.get("stop_at_iteration").asInt()).isEqualTo(280);
        assertThat(answer.get("reason").asString()).isEqualTo("diverged");
        assertThat(api.csv(reporter.path())).isEqualTo(expectedCsv());
    }

    @Test
    void theLossOfSeveralRanksIsTheirMeanAndEachIsHeldToItsOwnWord() {
        Reporter reporter = reporter("\"reporting\": {\"ranks\": 3}");
        for (int rank = 0; rank < 3; rank++) {
            reporter.post("{\"rank\": %d, \"observations\": [{\"iteration\": 0, \"loss\": %d}]}"
                            .formatted(rank, 2 * rank))
                    .expect(200);
        }
        assertThat(api.get(reporter.path() + "/curve")
                        .json()
                        .at("/repeats/0/loss/0")
                        .asDouble())
                .isEqualTo(2);
        reporter.post("{\"rank\": 2, \"observations\": [{\"iteration\": 0, \"loss\": 4}]}")
                .expect(200);
        assertProblem(
                reporter.post("{\"rank\": 2, \"observations\": [{\"iteration\": 0, \"loss\": 2}]}")
                        .expect(409),
                "observation-contradicts",
                "/observations/0/loss");
    }

    @Test
    void aRankThatHasSaidItsLastWordIsNotWaitedFor() {
        Reporter reporter = reporter("\"reporting\": {\"ranks\": 2}");
        reporter.report(0, 0, 60);
        reporter.report(1, 0, 20);
        JsonNode answer =
                reporter.post("{\"rank\": 1, \"final\": true}").expect(200).json();
        assertThat(answer.get("state").asString()).isEqualTo("running");
        assertThat(api.csv(reporter.path())).hasLineCount(61);
        answer = reporter.post("{\"rank\": 0, \"final\": true}").expect(200).json();
        assertThat(answer.toString())
                .isEqualTo(
                        "{\"state\":\"succeeded\",\"stop\":true,\"reason\":\"ended_early\",\"received_through\":59,\"durable\":true}");
        api.get(reporter.path() + "/recommendation").expect(200);
    }

    @Test
    void theLastWordDrawsWhatWaitedBehindAGap() {
        Reporter reporter = reporter("");
        reporter.report(0, 10);
        reporter.report(20, 30);
        JsonNode answer = reporter.post("{\"final\": true}").expect(200).json();
        assertThat(answer.get("missing").toString()).isEqualTo("[[10,19]]");
        assertThat(answer.get("reason").asString()).isEqualTo("ended_early");
        assertThat(api.csv(reporter.path())).hasLineCount(21);
    }

    @Test
    void aSkippedStepCountsAsReportedAndIsNoPoint() {
        Reporter reporter = reporter("");
        String skipped =
                "{\"observations\": [{\"iteration\": 0, \"loss\": \"NaN\", \"skipped\": true}, {\"iteration\": 1, \"loss\": 1}]}";
        assertThat(reporter.post(skipped)
                        .expect(200)
                        .json()
                        .get("received_through")
                        .asInt())
                .isEqualTo(1);
        assertThat(api.csv(reporter.path())).hasLineCount(2);
        reporter.post(skipped).expect(200);
        assertProblem(
                reporter.post("{\"observations\": [{\"iteration\": 0, \"loss\": 1}]}")
                        .expect(409),
                "observation-contradicts",
                "/observations/0/skipped");
    }

    @Test
    void theRateThatWasReallyUsedIsKeptAndWhatWasValidated() {
        Reporter reporter = reporter("");
        reporter.post("""
                {"observations": [
                  {"iteration": 0, "lr": 0.5, "loss": 1, "accuracy": 0.25, "validation_loss": "NaN", "validation_accuracy": 1},
                  {"iteration": 1, "loss": 1, "validation_loss": 3}]}""").expect(200);
        assertThat(api.csv(reporter.path()))
                .endsWith("0,0,0.5,1.0,0.25,NaN,1.0\n0,1,%s,1.0,,3.0,\n".formatted(LADDER.learningRate(1)));
    }

    @Test
    void aRunningMeanIsComputedBack() {
        Reporter reporter = reporter("\"reporting\": {\"loss\": \"running_mean\"}");
        reporter.post(
                        "{\"observations\": [{\"iteration\": 0, \"loss\": 4}, {\"iteration\": 1, \"loss\": 3}, {\"iteration\": 2, \"loss\": 3}]}")
                .expect(200);
        JsonNode losses = api.get(reporter.path() + "/curve").json().at("/repeats/0/loss");
        assertThat(losses).hasSize(3);
        assertThat(losses.get(1).asDouble()).isCloseTo(2, within(1e-12));
        assertThat(losses.get(2).asDouble()).isCloseTo(3, within(1e-12));
        reporter.post("{\"observations\": [{\"iteration\": 1, \"loss\": 3}]}").expect(200);
        reporter.post("{\"observations\": [{\"iteration\": 1, \"loss\": 2}]}").expect(409);
    }

    @Test
    void theRecommendationReadsWhatADeclaredMeanWasComputedBackToAndAnotherAsItIs() {
        SplittableRandom random = new SplittableRandom(1);
        double[] losses = LongStream.range(0, 300)
                .mapToDouble(i -> Reporter.loss(i) + 0.1 * random.nextGaussian())
                .toArray();
        losses[0] = 2.2; // a mean that begins below the losses rises at first, and counts as diverged
        double[] means = losses.clone();
        for (int i = 1; i < means.length; i++) {
            means[i] = 0.95 * means[i - 1] + 0.05 * losses[i];
        }

        JsonNode ofBatches = recommended("", losses);
        JsonNode declared = recommended("\"reporting\": {\"loss\": \"running_mean\", \"smoothing\": 0.95}", means);
        JsonNode undeclared = recommended("", means);

        assertThat(declared.get("max_lr").asDouble())
                .isCloseTo(ofBatches.get("max_lr").asDouble(), withinPercentage(1e-6));
        assertThat(declared.get("diagnoses")).isEqualTo(ofBatches.get("diagnoses"));
        assertThat(undeclared.get("max_lr").asDouble())
                .isGreaterThan(1.2 * ofBatches.get("max_lr").asDouble());
    }

    private JsonNode recommended(String more, double[] losses) {
        Reporter reporter = reporter(more);
        for (int from = 0; from < losses.length; from += 100) {
            reporter.post("{\"observations\": %s}"
                            .formatted(LongStream.range(from, from + 100)
                                    .mapToObj(i -> Reporter.observation(i, losses[(int) i]))
                                    .collect(Collectors.joining(",", "[", "]"))))
                    .expect(200);
        }
        return api.get(reporter.path() + "/recommendation").expect(200).json();
    }

    @Test
    void repeatsAreReportedApartAndReadTogether() {
        Reporter reporter = reporter("\"repeats\": 2, \"seed\": 7");
        assertThat(reporter.run(1).get("seed").asInt()).isEqualTo(8);
        for (int from = 0; from < 300; from += 100) {
            reporter.report(from, from + 100);
        }
        assertThat(reporter.look().get("state").asString()).isEqualTo("running");
        for (int from = 0; from < 300; from += 100) {
            reporter.post("{\"repeat\": 1, \"observations\": %s}".formatted(Reporter.batch(from, from + 100)))
                    .expect(200);
        }
        assertThat(reporter.look().get("state").asString()).isEqualTo("succeeded");
        assertThat(api.get(reporter.path() + "/recommendation")
                        .json()
                        .get("repeats")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void aReporterLearnsThatTheTestIsCancelledAndWhatItSaysThenIsAcceptedAndNotKept() {
        Reporter reporter = reporter("\"repeats\": 2");
        reporter.report(0, 10);
        assertThat(api.post(reporter.path() + ":cancel", null)
                        .expect(202)
                        .json()
                        .get("state")
                        .asString())
                .isEqualTo("cancelled");
        assertThat(reporter.report(10, 20).toString())
                .isEqualTo(
                        "{\"state\":\"cancelled\",\"stop\":true,\"reason\":\"cancelled\",\"received_through\":9,\"durable\":true}");
        assertThat(api.csv(reporter.path())).hasLineCount(11);
        api.post(reporter.path() + ":cancel", null).expect(409);
    }

    @Test
    void aTestThatIsOverIsDeletedWithAllThatWasReported() {
        Reporter reporter = reporter("\"reporting\": {\"ranks\": 2}");
        reporter.report(0, 0, 10);
        api.send("DELETE", reporter.path(), null).expect(409);
        api.post(reporter.path() + ":cancel", null).expect(202);
        api.send("DELETE", reporter.path(), null).expect(204);
        reporter.post("{}").expect(404);
        assertThat(jdbc.sql("select (select count(*) from run_report) + (select count(*) from reported_chunk)"
                                + " + (select count(*) from curve_chunk)")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void aRerunWaitsForReportsAgain() {
        Reporter origin =
                reporter("\"name\": \"first\", \"reporting\": {\"loss\": \"running_mean\", \"smoothing\": 0.9}");
        origin.report(0, 10);
        JsonNode rerun = api.post(origin.path() + ":rerun", "{\"repeats\": 3}")
                .expect(201)
                .json();
        assertThat(rerun.get("execution").asString()).isEqualTo("reported");
        assertThat(rerun.get("workload")).isEqualTo(origin.look().get("workload"));
        assertThat(rerun.get("reporting")).isEqualTo(origin.look().get("reporting"));
        assertThat(rerun.get("runs"))
                .extracting(run -> run.get("received_through").asInt())
                .containsExactly(-1, -1, -1);
    }

    @Test
    void aSearchFindsItByWhatItSaysOfItsWorkload() {
        Reporter named = reporter("");
        Reporter bare = new Reporter(api, api.submit("""
                {"execution": "reported", "workload": {"description": "bare", "batch_size": 8, "iterations_per_epoch": 1},
                 "sweep": {"start_lr": 0.1, "end_lr": 1, "iterations": 10}}"""));
        api.submit(Submissions.spirals(50, 1, 1));
        for (String query :
                List.of("model=resnet-18", "dataset=our%20photographs", "optimizer=adamw", "batch_size=512")) {
            assertThat(api.get("/v1/range-tests?" + query).expect(200).json().get("items"))
                    .as(query)
                    .extracting(found -> found.at("/links/self").asString())
                    .containsExactly(named.path());
        }
        assertThat(api.get("/v1/range-tests?batch_size=8")
                        .json()
                        .at("/items/0/links/self")
                        .asString())
                .isEqualTo(bare.path());
        assertThat(api.get("/v1/range-tests").expect(200).json().get("items")).hasSize(3);
    }

    @Test
    void noLaneTakesItBeforeOrWhileItIsReported() {
        Reporter reporter = reporter("");
        assertThat(queue.claim(new Offer("local", DeviceKind.CPU), UUID.randomUUID()))
                .isEmpty();
        reporter.report(0, 10);
        queue.takeOver();
        assertThat(reporter.run(0).get("state").asString()).isEqualTo("running");
        assertThat(reporter.run(0).get("attempts").asInt()).isZero();
        api.get("/v1/lanes").expect(200);
    }

    @Test
    void itsEventsTellThePointsAndTheEnd() {
        Reporter reporter = reporter("");
        try (EventStreamClient events = EventStreamClient.of(port, reporter.path() + "/events", null)) {
            reporter.report(0, 100);
            reporter.report(100, 200);
            reporter.report(200, 300);
            List<EventStreamClient.ServerSentEvent> told = events.through("end");
            assertThat(told.stream()
                            .filter(event -> event.name().equals("points"))
                            .mapToInt(event -> event.json().get("iteration").size())
                            .sum())
                    .isEqualTo((int) divergedAt() + 1);
            assertThat(told.getLast().json().get("state").asString()).isEqualTo("succeeded");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"repeat\": 1}                                                    | /repeat",
                "{\"rank\": 1}                                                      | /rank",
                "{\"rank\": -1}                                                     | /rank",
                "{\"observations\": [{\"loss\": 1}]}                                | /observations/0/iteration",
                "{\"observations\": [{\"iteration\": 0}]}                           | /observations/0/loss",
                "{\"observations\": [{\"iteration\": 0, \"loss\": null}]}           | /observations/0/loss",
                "{\"observations\": [{\"iteration\": 0, \"loss\": \"low\"}]}        | /observations/0/loss",
                "{\"observations\": [{\"iteration\": 300, \"loss\": 1}]}            | /observations/0/iteration",
                "{\"observations\": [{\"iteration\": -1, \"loss\": 1}]}             | /observations/0/iteration",
                "{\"observations\": [{\"iteration\": 0.5, \"loss\": 1}]}            | /observations/0/iteration",
                "{\"observations\": [{\"iteration\": 0, \"loss\": 1, \"lr\": \"NaN\"}]}    | /observations/0/lr",
                "{\"observations\": [{\"iteration\": 0, \"loss\": 1, \"accuracy\": 80}]}   | /observations/0/accuracy",
                "{\"observations\": [{\"iteration\": 0, \"loss\": 1, \"step\": 1}]}        | /observations/0/step",
                "{\"observations\": [{\"iteration\": \"0\", \"loss\": 1}]}          | /observations/0/iteration",
                "{\"observations\": [{\"iteration\": 99999999999999999999, \"loss\": 1}]} | /observations/0/iteration",
                "{\"observations\": [{\"iteration\": 0, \"loss\": [1]}]}          | /observations/0/loss",
                "{\"observations\": [{\"iteration\": 0, \"loss\": 1, \"accuracy\": \"\"}]} | /observations/0/accuracy",
                "{\"observations\": [{\"iteration\": 0, \"loss\": 1, \"skipped\": 1}]}     | /observations/0/skipped",
                "{\"observations\": [{\"iteration\": 0, \"loss\": 1}, 7]}            | /observations/1",
                "{\"observations\": [null]}                                         | /observations/0",
                "{\"points\": []}                                                   | /points",
            })
    void whatCannotBeIsNamedAndNothingIsKept(String report, String pointer) {
        Reporter reporter = reporter("");
        Api.Answer answer = reporter.post(report).expect(400);
        assertThat(answer.json().at("/errors/0/pointer").asString())
                .as(answer.body())
                .isEqualTo(pointer);
        assertThat(reporter.look().get("state").asString()).isEqualTo("queued");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"evaluation\": {\"every\": 1}                                   | /evaluation",
                "\"lane\": \"local\"                                              | /lane",
                "\"reporting\": {\"ranks\": 0}                                    | /reporting/ranks",
                "\"reporting\": {\"ranks\": 1025}                                 | /reporting/ranks",
                "\"reporting\": {\"smoothing\": 0.5}                              | /reporting/smoothing",
                "\"reporting\": {\"loss\": \"running_mean\", \"smoothing\": 1}    | /reporting/smoothing",
                "\"reporting\": {\"loss\": \"sum\"}                               | /reporting/loss",
                "\"repeats\": 65                                                  | /repeats",
            })
    void aSubmissionThatCannotBeIsRefused(String more, String pointer) {
        Api.Answer answer =
                api.post("/v1/range-tests", Reporter.submission(300, more)).expect(400);
        assertThat(answer.json().at("/errors/0/pointer").asString())
                .as(answer.body())
                .isEqualTo(pointer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"description\": \" \", \"batch_size\": 1, \"iterations_per_epoch\": 1} | /workload/description",
                "{\"description\": \"a\", \"batch_size\": 0, \"iterations_per_epoch\": 1} | /workload/batch_size",
                "{\"description\": \"a\", \"batch_size\": 1, \"iterations_per_epoch\": 0} | /workload/iterations_per_epoch",
                "{\"description\": \"a\", \"batch_size\": 1}                              | /workload/iterations_per_epoch",
                "{\"description\": \"a\", \"batch_size\": 1, \"iterations_per_epoch\": 1, \"model\": 5} | /workload/model",
                "{\"description\": \"a\", \"batch_size\": 1, \"iterations_per_epoch\": 1, \"optimizer\": {}} | /workload/optimizer",
                "{\"description\": \"a\", \"batch_size\": 1, \"iterations_per_epoch\": 1, \"optimizer\": {\"type\": \"a\\u0000\"}} | /workload/optimizer/type",
                "{\"description\": \"a\", \"batch_size\": 1, \"iterations_per_epoch\": 1, \"preprocessing\": \"unit\"} | /workload/preprocessing",
            })
    void aWorkloadThatCannotBeIsRefused(String workload, String pointer) {
        Api.Answer answer = api.post("/v1/range-tests", """
                {"execution": "reported", "workload": %s,
                 "sweep": {"start_lr": 0.1, "end_lr": 1, "iterations": 10}}""".formatted(workload)).expect(400);
        assertThat(answer.json().at("/errors/0/pointer").asString())
                .as(answer.body())
                .isEqualTo(pointer);
    }

    /** It is theirs to say; the recommendation goes by the curve then. */
    @ParameterizedTest
    @ValueSource(strings = {"1e999", "1000000", "DIGITS"})
    void aMomentumThatCannotBeIsNotHeeded(String momentum) {
        String odd = "{\"type\": \"sgd\", \"momentum\": %s}".formatted(momentum.replace("DIGITS", "1".repeat(400)));
        Reporter reporter = new Reporter(
                api,
                api.submit(Reporter.submission(300, "").replace("{\"type\": \"adamw\", \"betas\": [0.9, 0.95]}", odd)));
        assertThat(reporter.look().at("/workload/optimizer/type").asString()).isEqualTo("sgd");
        reporter.report(0, 100);
        reporter.report(100, 200);
        reporter.report(200, 300);

        JsonNode recommendation =
                api.get(reporter.path() + "/recommendation").expect(200).json();
        assertThat(recommendation.get("evidence").has("momentum")).isFalse();
    }

    @Test
    void anExecutionThatThereIsNotIsRefused() {
        Api.Answer answer = api.post(
                        "/v1/range-tests",
                        Submissions.spirals(50, 1, 1).replaceFirst("\\{", "{\"execution\": \"dreamt\", "))
                .expect(400);
        assertProblem(answer, "invalid-value", "/execution");
        assertThat(answer.json().at("/errors/0/expected").asString()).isEqualTo("one of managed, reported");
    }

    @Test
    void aManagedTestTakesNoReports() {
        String managed = api.submit(Submissions.spirals(50, 1, 1));
        assertThat(api.post(managed + "/observations", "{}")
                        .expect(409)
                        .json()
                        .get("type")
                        .asString())
                .endsWith(":not-reported");
        api.post("/v1/range-tests/" + UUID.randomUUID() + "/observations", "{}").expect(404);
    }

    @Test
    void aBatchHasItsLimitsInNumberAndInBytes() {
        Reporter reporter = Reporter.submit(api, 20_000, "");
        assertThat(reporter.post("{\"observations\": %s}".formatted(Reporter.batch(0, 10_001)))
                        .expect(400)
                        .json()
                        .at("/errors/0/pointer")
                        .asString())
                .isEqualTo("/observations");
        assertThat(reporter.report(0, 10_000).get("received_through").asInt()).isEqualTo(9_999);
        reporter.post("{\"observations\": []" + " ".repeat(4 << 20) + "}").expect(413);
    }
}
