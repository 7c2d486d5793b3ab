package dev.rangefinder.rangetest.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.rangetest.RecommendedParameters;
import dev.rangefinder.schedule.Triangular2;
import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.Api.Answer;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Submissions;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/**
 * The schedule by job id, of one range test that has ended; on a busy machine, too, which is not what is tried here.
 */
@ServerTest
@TestPropertySource(properties = {"rangefinder.lanes.local.slots=2", "rangefinder.lanes.local.silence-limit=1m"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScheduleIntegrationTests {

    @Autowired
    private Api api;

    private String path;
    private JsonNode recommendation;

    @BeforeAll
    void runARangeTest() {
        path = api.submit(Submissions.spirals(300, 1, 1));
        api.finished(path);
        recommendation = api.get(path + "/recommendation").expect(200).json();
    }

    private JsonNode schedule(String query) {
        return api.get(path + "/schedule" + query).expect(200).json();
    }

    @Test
    void itFollowsTheRecommendation() {
        JsonNode schedule = schedule("?iterations=3000");
        double baseLr = recommendation.get("base_lr").asDouble();
        double maxLr = recommendation.get("max_lr").asDouble();
        Triangular2 expected = new Triangular2(baseLr, maxLr, 500, 500);
        assertThat(schedule.get("policy").asString()).isEqualTo("triangular2");
        assertThat(schedule.get("rates")).hasSize(3000);
        for (int i = 0; i < 3000; i++) {
            assertThat(schedule.get("rates").get(i).asDouble()).isEqualTo(expected.learningRate(i));
        }
    }

    @Test
    void withoutAPolicyTheLengthDecidesAndTheAnswerSaysSo() {
        int epoch = recommendation.get("iterations_per_epoch").asInt();

        JsonNode shorter = schedule("?count=0&iterations=" + (12 * epoch - 1));
        assertThat(shorter.get("policy").asString()).isEqualTo("one_cycle");
        assertThat(shorter.get("total_steps").asInt()).isEqualTo(12 * epoch - 1);
        assertThat(shorter.get("reason").asString()).contains("less than three cycles");
        JsonNode longer = schedule("?count=0&epochs=12");
        assertThat(longer.get("policy").asString()).isEqualTo("triangular2");
        assertThat(longer.get("reason").asString()).contains("enough for three cycles");
        assertThat(schedule("?count=0").get("policy").asString()).isEqualTo("triangular2");
        assertThat(schedule("?count=0&iterations=6&step_size=2").get("policy").asString())
                .isEqualTo("triangular2");
        assertThat(schedule("?count=0&policy=cosine&iterations=60").has("reason"))
                .isFalse();
        assertThat(api.get(path + "/schedule/code?iterations=60").expect(200).body())
                .contains("min(iteration, 59)");
    }

    @Test
    void partsOfItMakeTheWhole() {
        JsonNode whole = schedule("?iterations=2000").get("rates");
        JsonNode part = schedule("?iterations=2000&from=700&count=600");
        assertThat(part.get("from").asInt()).isEqualTo(700);
        assertThat(part.get("iterations").asInt()).isEqualTo(2000);
        for (int i = 0; i < 600; i++) {
            assertThat(part.get("rates").get(i)).isEqualTo(whole.get(700 + i));
        }
    }

    @Test
    void pastItsEndTheLastRateHolds() {
        JsonNode whole = schedule("?iterations=750").get("rates");
        JsonNode past = schedule("?iterations=750&from=748&count=4").get("rates");
        assertThat(past.get(1)).isEqualTo(whole.get(749));
        assertThat(past.get(3)).isEqualTo(whole.get(749));
        assertThat(schedule("?iterations=750&from=9007199254740992&count=1")
                        .get("rates")
                        .get(0))
                .isEqualTo(whole.get(749));
        assertThat(schedule("?iterations=750&from=751").get("rates")).isEmpty();
    }

    @Test
    void everyBoundCanBeOverridden() {
        JsonNode schedule =
                schedule("?policy=triangular&base_lr=0.25&max_lr=0.75&step_size_up=2&step_size_down=4&iterations=7");
        assertThat(schedule.get("rates").toString()).isEqualTo("[0.25,0.5,0.75,0.625,0.5,0.375,0.25]");
        assertThat(schedule.get("ends_mid_cycle").asBoolean()).isTrue();
        assertThat(schedule("?step_size=7").get("step_size_down").asInt()).isEqualTo(7);
        assertThat(schedule("?policy=step&gamma=1&iterations=9")).isEqualTo(schedule("?policy=step&iterations=9"));
    }

    @Test
    void aGroupOfParametersHasAMultipleOfTheRates() {
        String triangle = "?base_lr=0.25&max_lr=0.75&step_size=2&iterations=4";
        String groups = triangle + "&multiplier=back:bone:0.5&multiplier=head:1e1";
        assertThat(schedule(groups + "&group=head").get("rates").toString()).isEqualTo("[2.5,5.0,7.5,5.0]");
        assertThat(schedule(groups + "&group=head").get("multiplier").asDouble())
                .isEqualTo(10);
        assertThat(schedule(groups + "&group=back:bone").get("rates").toString())
                .isEqualTo("[0.125,0.25,0.375,0.25]");
        assertThat(schedule(groups)).isEqualTo(schedule(triangle));
    }

    @Test
    void aTrainingCanBeMeasuredInEpochs() {
        int iterationsPerEpoch = recommendation.get("iterations_per_epoch").asInt();
        assertThat(schedule("?epochs=3&count=0").get("iterations").asInt()).isEqualTo(3 * iterationsPerEpoch);
    }

    @Test
    void everySoManyIterations() {
        JsonNode schedule = schedule("?base_lr=0.25&max_lr=0.75&step_size=4&iterations=10&from=1&every=4");
        assertThat(schedule.get("rates").toString()).isEqualTo("[0.375,0.625,0.3125]");
    }

    @Test
    void aPolicyThatTheRecommendationCannotFillIsGivenWhole() {
        assertThat(schedule("?policy=fixed&lr=0.5&iterations=2").get("rates").toString())
                .isEqualTo("[0.5,0.5]");
        assertThat(schedule("?policy=ladder&start_lr=0&end_lr=1&spacing=linear&iterations=3")
                        .get("rates")
                        .toString())
                .isEqualTo("[0.0,0.5,1.0]");
    }

    @Test
    void aMillionRatesAreNoLimit() {
        assertThat(schedule("?iterations=1000000000000&count=1200000").get("rates"))
                .hasSize(1_200_000);
    }

    @Test
    void csvHasOneLineAnIteration() {
        Answer csv = api.get(path + "/schedule?base_lr=0.5&max_lr=1&step_size=2&count=3", "Accept", "text/csv")
                .expect(200);
        assertThat(csv.body()).isEqualTo("""
                iteration,lr
                0,0.5
                1,0.75
                2,1.0
                """);
    }

    @Test
    void programsComputeItElsewhere() {
        Answer code = api.get(path + "/schedule/code?policy=exp_range&iterations=3000")
                .expect(200);
        assertThat(code.json().get("python").asString()).contains("def lr(iteration):", "** iteration");
        assertThat(code.json().get("pytorch").asString()).contains("LambdaLR");
        api.get(
                        path + "/schedule/code?policy=exp_range&iterations=3000",
                        "If-None-Match",
                        code.header("ETag").orElseThrow())
                .expect(304);
        api.get(path + "/schedule/code?policy=guess").expect(400);
    }

    @Test
    void aPictureShowsIt() {
        Answer picture = api.get(path + "/schedule?policy=one_cycle&iterations=1000", "Accept", "image/svg+xml")
                .expect(200);
        assertThat(picture.header("Content-Type")).contains("image/svg+xml");
        assertThat(picture.body()).startsWith("<svg").contains("one_cycle, iterations 0 to 999", "momentum");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/schedule?count=5", "/curve?points=50", "/curve", "/recommendation"})
    void whatNeverChangesIsAskedForOnce(String part) {
        Answer first = api.get(path + part).expect(200);
        String tag = first.header("ETag").orElseThrow();
        assertThat(tag).startsWith("\"");
        assertThat(first.header("Cache-Control").orElseThrow()).contains("max-age=31536000", "immutable");
        assertThat(api.get(path + part, "If-None-Match", tag).expect(304).header("ETag"))
                .contains(tag);
        api.get(path + part, "If-None-Match", "\"other\"").expect(200);
    }

    @Test
    void everyFormAndPartHasATagOfItsOwn() {
        String tag = api.get(path + "/schedule?count=5&policy=triangular2")
                .header("ETag")
                .orElseThrow();
        assertThat(api.get(path + "/schedule?count=6").header("ETag").orElseThrow())
                .isNotEqualTo(tag);
        assertThat(api.get(path + "/schedule?count=5", "Accept", "text/csv")
                        .header("ETag")
                        .orElseThrow())
                .isNotEqualTo(tag);
        assertThat(api.get(path + "/schedule?count=5&from=0&policy=triangular2")
                        .header("ETag")
                        .orElseThrow())
                .isEqualTo(tag);
    }

    @ParameterizedTest
    @CsvSource({
        "policy=guess, ?policy",
        "iterations=0, ?iterations",
        "iterations=-1, ?iterations",
        "iterations=9007199254740993, ?iterations",
        "iterations=99999999999999999999, ?iterations",
        "count=-1, ?count",
        "count=9007199254740993, ?count",
        "from=-1, ?from",
        "base_lr=NaN, ?base_lr",
        "max_lr=Infinity, ?max_lr",
        "max_lr=0, ?max_lr",
        "base_lr=9, ?base_lr",
        "step_size=0, ?step_size",
        "step_size=1&step_size_up=2, ?step_size",
        "step_size_down=0, ?step_size_down",
        "max_rl=1, ?max_rl",
        "max_lr=high, ?max_lr",
        "max_lr=1&max_lr=2, ?max_lr",
        "max_lr=1%2C2, ?max_lr",
        "step_size_up=1.5, ?step_size_up",
        "step_size_up=99999999999999999999, ?step_size_up",
        "lr=0.1, ?lr",
        "policy=ladder&start_lr=1&end_lr=2&spacing=round&iterations=5, ?spacing",
        "epochs=1&iterations=5, ?epochs",
        "epochs=0, ?epochs",
        "epochs=9007199254740992, ?epochs",
        "every=0, ?every",
        "gamma=0.5, ?gamma",
        "policy=ladder&gamma=0.5, ?gamma",
        "group=head, ?group",
        "multiplier=head:2&group=tail, ?group",
        "multiplier=head, ?multiplier",
        "multiplier=head:, ?multiplier",
        "multiplier=:2, ?multiplier",
        "multiplier=head:0, ?multiplier",
        "multiplier=head:-1, ?multiplier",
        "multiplier=head:NaN, ?multiplier",
        "multiplier=head:1e999, ?multiplier",
        "multiplier=head:1&multiplier=head:2, ?multiplier",
        "accept=perhaps, ?accept"
    })
    void aParameterThatCannotBeIsRefusedByItsName(String query, String pointer) {
        JsonNode problem = api.get(path + "/schedule?" + query).expect(400).json();
        assertThat(problem.get("errors").get(0).get("pointer").asString()).isEqualTo(pointer);
    }

    @Test
    void whatComesFromNoAnswerSaysSoAndCanBeRefused() {
        String doubtful = api.submit(Submissions.spirals(30, 1, 1));
        api.finished(doubtful);
        String verdict = api.get(doubtful + "/recommendation")
                .expect(200)
                .json()
                .get("verdict")
                .asString();
        assertThat(verdict).isNotEqualTo("ok");

        JsonNode served =
                api.get(doubtful + "/schedule?iterations=3000").expect(200).json();
        assertThat(served.at("/warnings/0/code").asString()).isEqualTo("provisional_recommendation");
        assertThat(served.at("/warnings/0/message").asString()).contains("is " + verdict + ", not ok");
        for (String route : new String[] {"/schedule", "/schedule/code"}) {
            JsonNode refused = api.get(doubtful + route + "?iterations=3000&accept=ok")
                    .expect(409)
                    .json();
            assertThat(refused.get("type").asString()).endsWith(":provisional-recommendation");
            assertThat(refused.get("detail").asString()).contains(verdict);
        }
    }

    @Test
    void wholeCyclesAreFittedToTheLengthUnlessAStepSizeIsGiven() {
        assertThat(schedule("?policy=triangular2&iterations=2000&count=0")
                        .get("step_size_up")
                        .asLong())
                .isEqualTo(api.get(path + "/recommendation?iterations=2000")
                        .expect(200)
                        .json()
                        .get("step_size")
                        .asLong());
        assertThat(schedule("?iterations=2000&step_size=700&count=0")
                        .get("step_size_up")
                        .asLong())
                .isEqualTo(700);
        assertThat(schedule("?policy=triangular2&iterations=5&count=0")
                        .get("step_size_up")
                        .asLong())
                .isEqualTo(500);
    }

    @Test
    void aCurveOfTooFewPointsIsRefused() {
        assertThat(api.get(path + "/curve?points=3").expect(400).body()).contains("?points is 3");
    }

    static Stream<String> filled() {
        return RecommendedParameters.POLICIES.stream();
    }

    @ParameterizedTest
    @MethodSource("filled")
    void theRecommendationFillsEveryPolicyForTheWholeTraining(String policy) {
        JsonNode schedule = schedule("?iterations=3000&policy=" + policy);
        double baseLr = recommendation.get("base_lr").asDouble();
        double maxLr = recommendation.get("max_lr").asDouble();
        assertThat(schedule.get("policy").asString()).isEqualTo(policy);
        assertThat(schedule.get("rates"))
                .hasSize(3000)
                .allSatisfy(rate -> assertThat(rate.asDouble()).isBetween(0.0, maxLr));
        double mean = StreamSupport.stream(schedule.get("rates").spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .average()
                .orElseThrow();
        assertThat(mean).isBetween(baseLr / 4, maxLr);
        assertThat(schedule.get("warnings"))
                .extracting(warning -> warning.get("code").asString())
                .doesNotContain("beyond_length", "ends_mid_cycle");
    }

    /** Smith's own settings leave 0.08 and 0.14. */
    @ParameterizedTest
    @ValueSource(strings = {"exp_range", "exp_range_paper"})
    void aTenthIsLeftAtTheEnd(String policy) {
        double gamma = schedule("?count=0&iterations=12345&policy=" + policy)
                .get("gamma")
                .asDouble();
        assertThat(Math.pow(gamma, 12345)).isCloseTo(0.1, within(1e-9));
    }

    @ParameterizedTest
    @MethodSource("filled")
    void everyPolicyTakesFourCyclesWithoutBeingGivenALength(String policy) {
        JsonNode schedule = schedule("?count=3&policy=" + policy);
        assertThat(schedule.get("iterations").asLong()).isEqualTo(4 * 2 * 500);
        assertThat(schedule.get("warnings"))
                .extracting(warning -> warning.get("code").asString())
                .doesNotContain("beyond_length", "ends_mid_cycle", "few_cycles");
    }

    @Test
    void theLengthFollowsTheCycleThatIsAskedFor() {
        assertThat(iterations("?step_size=30")).isEqualTo(240);
        assertThat(iterations("?step_size_up=30")).isEqualTo(240);
        assertThat(iterations("?step_size_up=30&step_size_down=10")).isEqualTo(160);
        assertThat(iterations("?step_size_down=10")).isEqualTo(4 * 510);
        assertThat(iterations("?policy=fixed&step_size=30")).isEqualTo(240);
        assertThat(iterations("?policy=cosine_restarts&T_0=7")).isEqualTo(28);
        assertThat(iterations("?policy=one_cycle&total_steps=77")).isEqualTo(77);
        assertThat(iterations("?step_size=9007199254740992")).isEqualTo(1L << 53);
        double gamma = schedule("?policy=exp_range&step_size_up=30&count=0")
                .get("gamma")
                .asDouble();
        assertThat(Math.pow(gamma, 240)).isCloseTo(0.1, within(1e-9));
    }

    private long iterations(String query) {
        return schedule(query + "&count=0").get("iterations").asLong();
    }

    @Test
    void whatAPolicyHoldsIsOverriddenByItsName() {
        JsonNode schedule = schedule("?policy=step&lr=1&factor=0.5&milestones=2,4&iterations=6");
        assertThat(schedule.get("rates").toString()).isEqualTo("[1.0,1.0,0.5,0.5,0.25,0.25]");
        assertThat(schedule("?policy=one_cycle&pct_start=0.5&iterations=100").get("momenta"))
                .hasSize(100);
    }
}
