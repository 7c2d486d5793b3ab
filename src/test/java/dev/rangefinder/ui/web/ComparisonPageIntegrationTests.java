package dev.rangefinder.ui.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.BrowsedServer;
import dev.rangefinder.testing.Browser;
import dev.rangefinder.testing.PageTest;
import dev.rangefinder.testing.Reporter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import tools.jackson.databind.JsonNode;

/** Answers that are checked by training, on the page, in a real browser. */
@PageTest
class ComparisonPageIntegrationTests {

    private static final String WORKLOAD = """
            "workload": {"dataset": "spirals", "model": {"architecture": "mlp", "hidden": [16]},
                         "optimizer": {"type": "sgd", "momentum": 0.9}, "batch_size": 32}""";

    private BrowsedServer server;
    private Api api;
    private Browser browser;
    private String verified;
    private String finished;

    @BeforeAll
    void openBrowser(@TempDir Path directory) {
        server = BrowsedServer.start(directory);
        api = server.api();
        browser = server.browser();
        verified = api.submit("""
                {"name": "checked", %s, "sweep": {"start_lr": 1e-3, "end_lr": 1, "iterations": 200},
                 "verify": {"iterations": 600, "repeats": 1}}""".formatted(WORKLOAD));
        finished = submitted(comparison(60, 2));
        api.finished(verified);
        api.finished(finished);
    }

    private String submitted(String comparison) {
        return api.post("/v1/comparisons", comparison)
                .expect(201)
                .header("Location")
                .orElseThrow();
    }

    private static String comparison(int iterations, int repeats) {
        return """
                {"name": "two rates", %s, "iterations": %d, "repeats": %d, "baseline": "slow", "flatness": true,
                 "evaluation": {"every": 10, "samples": 200}, "tags": {"page": "comparison"},
                 "entries": [{"name": "slow", "schedule": {"policy": "fixed", "lr": 0.0001}},
                             {"name": "quick", "schedule": {"policy": "fixed", "lr": 0.1}}]}""".formatted(WORKLOAD, iterations, repeats);
    }

    @AfterAll
    void closeBrowser() {
        server.close();
    }

    @AfterEach
    void nothingWasComplainedOf() {
        assertThat(browser.complaints())
                .filteredOn(
                        complaint -> !complaint.contains("status of 400") && !complaint.contains("willReadFrequently"))
                .isEmpty();
    }

    private static String page(String resource) {
        return "/ui" + resource.substring("/v1".length());
    }

    @Test
    void aComparisonSaysInWordsWhatTrainingSays() {
        browser.open(page(finished));

        assertThat(browser.find("#answer").getText()).isEqualTo("What training says");
        assertThat(browser.find(".diagnoses").getText())
                .contains("quick ends", "points of accuracy")
                .containsPattern("(above|below) slow");
        assertThat(browser.find(".chart.measured canvas").isDisplayed()).isTrue();
        assertThat(browser.find(".chart.rates canvas").isDisplayed()).isTrue();
        assertThat(browser.find("section[aria-labelledby=entries] table").getText())
                .contains("slow", "baseline", "quick", "lr 0.1", "±");
    }

    @Test
    void aComparisonSaysHowFlatTheMinimaAre() {
        browser.open(page(finished));
        String table = browser.find("section[aria-labelledby=flatness] table").getText();
        JsonNode quick =
                api.get(finished + "/result").json().get("entries").get(1).get("flatness");
        assertThat(table).contains("Sharpness", "Rise under noise", "Largest eigenvalue", "slow", "quick");
        assertThat(browser.all("section[aria-labelledby=flatness] tbody tr")).hasSize(2);
        assertThat(Double.parseDouble(browser.find("section[aria-labelledby=flatness] tr:nth-child(2) td:nth-child(5)")
                        .getText()
                        .split("\\s")[0]))
                .isCloseTo(quick.get("largest_eigenvalue").get("mean").asDouble(), withPercentage(1));
    }

    /** From the list to a comparison, and from there to a form that is filled in and sent. */
    @Test
    void theKeyboardAloneLeadsThroughComparisons() {
        browser.open("/ui/comparisons?tag=page%3Acomparison&state=succeeded");
        browser.await(() -> assertThat(browser.all(".tests .name")).isNotEmpty());
        tabTo("a two rates");
        browser.press(Keys.ENTER);
        browser.await(() -> assertThat(browser.address()).isEqualTo(page(finished)));
        browser.find("#answer");
        assertThat(tabTo("a Use as template")).contains("button Run again");
        browser.press(Keys.ENTER);
        browser.await(() -> assertThat(browser.find("main h1").getText()).isEqualTo("New comparison"));

        tabTo("/name");
        browser.press("by the keyboard"); // what a field holds is chosen when the tabulator comes to it
        tabTo("input Held against slow");
        browser.press(Keys.ARROW_DOWN);
        browser.tabBack();
        browser.press("lr=0.2");
        tabTo("button Submit");
        browser.press(Keys.ENTER);

        browser.await(() -> assertThat(browser.address()).matches("/ui/comparisons/[0-9a-f-]{36}"));
        String path = "/v1" + browser.address().substring("/ui".length());
        JsonNode sent = api.get(path).expect(200).json();
        assertThat(sent.get("name").asString()).isEqualTo("by the keyboard");
        assertThat(sent.get("baseline").asString()).isEqualTo("quick");
        assertThat(sent.get("entries").get(1).get("schedule").get("lr").asDouble())
                .isEqualTo(0.2);
        browser.find(".chart.measured canvas");
        tabTo("button Cancel");
        browser.press(Keys.ENTER);
        browser.await(() -> assertThat(browser.all("dialog")).isNotEmpty());
        browser.press(Keys.ESCAPE);
        browser.await(() -> assertThat(browser.all("dialog")).isEmpty());
        api.finished(path);
    }

    /** Moves the focus on until something has it, and says what had it on the way. */
    private List<String> tabTo(String wanted) {
        List<String> reached = new ArrayList<>();
        for (String last = ""; !last.equals(wanted); last = reached.getLast()) {
            assertThat(reached).as("on the way to %s", wanted).hasSizeLessThan(100);
            String focused = browser.tab();
            reached.add(
                    focused.equals("input ")
                            ? String.valueOf(browser.run("return document.activeElement.name"))
                            : focused);
        }
        return reached;
    }

    @Test
    void aReportedComparisonIsSubmittedByTheFormAndSaysHowItIsTrained() {
        Reporter reporter = Reporter.submit(api, 300, "");
        reporter.report(0, 300);
        api.finished(reporter.path());
        browser.open(page(reporter.path()));
        browser.click(".head a[href*='/ui/new-comparison']");
        type("/iterations", "3000");
        type("/repeats", "1");
        browser.click("form button.primary");
        assertThat(browser.find(".problem").getText()).contains("evaluation");

        type("/evaluation/samples", "5000");
        type("/classes", "12");
        assertThat(browser.all("input[name='/flatness']")).isEmpty();
        browser.click("form button.primary");
        browser.await(() -> assertThat(browser.address()).matches("/ui/comparisons/[0-9a-f-]{36}"));
        String path = "/v1" + browser.address().substring("/ui".length());
        JsonNode comparison = api.get(path).expect(200).json();
        assertThat(comparison.get("execution").asString()).isEqualTo("reported");
        assertThat(comparison.get("classes").asInt()).isEqualTo(12);
        assertThat(browser.find("section[aria-labelledby=handed] pre").getText())
                .contains("compare(train, comparison=\"%s\""
                        .formatted(comparison.get("id").asString()));
        browser.click(".head a[href*='/ui/new-comparison']");
        assertThat(browser.find("input[name='/classes']").getAttribute("value")).isEqualTo("12");
        browser.click("form button.primary");
        browser.await(() -> assertThat(browser.address())
                .matches("/ui/comparisons/[0-9a-f-]{36}")
                .isNotEqualTo(page(path)));
        api.post(path + ":cancel", null).expect(202);
        api.post("/v1" + browser.address().substring("/ui".length()) + ":cancel", null)
                .expect(202);
    }

    @Test
    void aComparisonGrowsUntilItIsStopped() {
        String path = submitted(comparison(50_000, 1));
        browser.open(page(path));

        browser.find(".chart.measured canvas");
        long early = iterationsDone();
        browser.await(() -> assertThat(iterationsDone()).isGreaterThan(early));

        browser.click(".head button.danger");
        browser.click("dialog button.danger");
        browser.await(() ->
                assertThat(browser.find(".badge.state-cancelled").getText()).isEqualTo("cancelled"));

        browser.await(
                () -> assertThat(browser.find(".head button.danger").getText()).isEqualTo("Delete"));
        browser.click(".head button.danger");
        browser.click("dialog button.danger");
        browser.await(() -> assertThat(browser.address()).isEqualTo("/ui/comparisons"));
        assertThat(api.get(path).status()).isEqualTo(404);
    }

    private long iterationsDone() {
        String text = browser.find(".card progress + p").getText();
        return Long.parseLong(text.replaceAll(" of .*", "").replace(",", ""));
    }

    @Test
    void theAnswerOfARangeTestIsComparedByTheForm() {
        browser.open(page(verified));
        browser.click(".head a[href*='/ui/new-comparison']");
        type("/iterations", "3000");
        type("/repeats", "many");
        browser.click("form button.primary");

        assertThat(browser.find("#about-repeats .error").getText()).isEqualTo("many: expected a whole number");

        type("/repeats", "1");
        browser.click("form button.primary");
        browser.await(() -> assertThat(browser.address()).matches("/ui/comparisons/[0-9a-f-]{36}"));
        JsonNode comparison = api.get("/v1" + browser.address().substring("/ui".length()))
                .expect(200)
                .json();
        assertThat(comparison
                        .path("entries")
                        .valueStream()
                        .map(entry -> entry.path("name").asString()))
                .containsExactly("fixed", "triangular2", "one_cycle", "decay");
        api.post(comparison.path("links").path("self").asString() + ":cancel", "{}");
    }

    @Test
    void aWrongParameterOfAnEntryIsSaidAtTheEntry() {
        browser.open("/ui/new-comparison?from=" + finished.replaceAll(".*/", ""));
        browser.find("input[aria-label='Parameters of entry 2']").clear();
        browser.find("input[aria-label='Parameters of entry 2']").sendKeys("lr=fast");
        browser.click("form button.primary");

        assertThat(browser.find("td .error").getText()).contains("lr", "fast");
        assertThat(browser.run("return document.activeElement.ariaLabel")).isEqualTo("Name of entry 2");
    }

    private void type(String field, String value) {
        browser.find("input[name='%s']".formatted(field)).clear();
        browser.find("input[name='%s']".formatted(field)).sendKeys(value);
    }

    @Test
    void aVerificationShowsWhatTheSweepSaidAndWhatTrainingSaid() {
        browser.open(page(verified));

        String verification =
                browser.find("section[aria-labelledby=verification]").getText();

        assertThat(verification).contains("The sweep said", "base_lr", "Rung 1", "winner", "of at most");
        assertThat(browser.find("section[aria-labelledby=runs] summary").getText())
                .matches("\\d+ trainings that check the answer");
    }

    @Test
    void aVerificationIsAskedForByTheForm() {
        browser.open("/ui/new?from=" + verified.replaceAll(".*/", ""));
        assertThat(browser.find("input[name='/verify/iterations']").getAttribute("value"))
                .isEqualTo("600");

        assertThat(browser.find(".snippet pre").getText().replaceAll("\\s+", ""))
                .contains("\"verify\":{\"iterations\":600,\"repeats\":1}");
    }

    @Test
    void theListIsSearchedAndLeadsToEach() {
        browser.open("/ui/comparisons?tag=page%3Acomparison&state=succeeded");

        String link = ".tests a[href='%s']".formatted(page(finished));
        browser.await(() -> assertThat(browser.all(link)).isNotEmpty());
        browser.click(link);
        browser.await(() -> assertThat(browser.address()).isEqualTo(page(finished)));
    }

    @ParameterizedTest
    @CsvSource({"light, 1280", "dark, 1280", "light, 400", "dark, 400"})
    void everyoneCanReadIt(String scheme, int width) {
        String running = submitted(comparison(100_000, 2));
        browser.prefer(scheme);
        browser.width(width);
        try {
            for (String view : List.of(
                    "/ui/comparisons",
                    "/ui/new-comparison?from=" + finished.replaceAll(".*/", ""),
                    page(finished),
                    page(running),
                    page(verified))) {
                browser.open(view);
                browser.find("main table");
                browser.await(() -> assertThat(browser.find("main").getText()).doesNotContain("Loading …"));
                assertThat(browser.seriousViolations()).as(view).isEmpty();
                assertThat((Long) browser.run("return document.documentElement.scrollWidth - innerWidth"))
                        .as("what is beyond the edge of " + view)
                        .isLessThanOrEqualTo(0);
            }
        } finally {
            browser.prefer("light");
            browser.width(1280);
            api.post(running + ":cancel", "{}");
        }
    }
}
