package dev.rangefinder.ui.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.BrowsedServer;
import dev.rangefinder.testing.Browser;
import dev.rangefinder.testing.PageTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import tools.jackson.databind.JsonNode;

/** The page, in a real browser, of a server that really trains. */
@PageTest
class PageIntegrationTests {

    private static final String HOSTILE = "<img src=x onerror=alert(1)>";
    private static final int LARGEST_FIRST_VISIT = 300_000;

    /** That something was refused, which tests provoke; and that axe-core reads back what a canvas shows. */
    private static final List<String> EXPECTED_COMPLAINTS =
            List.of("status of 400", "status of 404", "willReadFrequently");

    private BrowsedServer server;
    private Api api;
    private Browser browser;
    private String finished;

    @BeforeAll
    void openBrowser(@TempDir Path directory) {
        server = BrowsedServer.start(directory);
        api = server.api();
        browser = server.browser();
        finished = api.submit(submission(HOSTILE, 60));
        api.finished(finished);
    }

    @AfterAll
    void closeBrowser() {
        server.close();
    }

    /** Whatever is looked at: nothing is wrong with it, and nothing comes from elsewhere. */
    @AfterEach
    void nothingWasComplainedOfOrAskedOfOthers() {
        assertThat(browser.complaints())
                .filteredOn(complaint -> EXPECTED_COMPLAINTS.stream().noneMatch(complaint::contains))
                .isEmpty();
        assertThat(browser.requests()).allMatch(address -> address.startsWith(server.origin() + "/"));
    }

    private static String page(String resource) {
        return "/ui" + resource.substring("/v1".length());
    }

    private static String id(String resource) {
        return resource.replaceAll(".*/", "");
    }

    private static String submission(String name, int iterations) {
        return """
                {"name": "%s",
                 "workload": {"dataset": "spirals", "model": {"architecture": "mlp", "hidden": [32]},
                              "optimizer": {"type": "sgd", "momentum": 0.9}, "batch_size": 32},
                 "sweep": {"start_lr": 1e-4, "end_lr": 1, "iterations": %d},
                 "evaluation": {"every": 20, "samples": 100}, "tags": {"page": "test"}}""".formatted(name, iterations);
    }

    @Test
    void aCurveGrowsWhileItsTestIsTrained() {
        String path = api.submit(submission("growing", 20_000));
        browser.open(page(path));

        browser.find(".chart.loss canvas");
        long early = pointsDrawn();
        browser.await(() -> assertThat(pointsDrawn()).isGreaterThan(early));

        browser.find(".head button.danger").click();
        browser.find("dialog button.danger").click();
        browser.await(() ->
                assertThat(browser.find(".badge.state-cancelled").getText()).isEqualTo("cancelled"));
    }

    private long pointsDrawn() {
        String text = browser.find(".card progress + p").getText();
        return Long.parseLong(text.replaceAll(" of .*", "").replace(",", ""));
    }

    @Test
    void whatIsOverIsAnswered() {
        browser.open(page(finished));

        assertThat(browser.find("#answer").getText()).startsWith("Answer");
        assertThat(browser.find(".chart.loss canvas").isDisplayed()).isTrue();
        assertThat(browser.find(".chart.schedule canvas").isDisplayed()).isTrue();
        assertThat(browser.find(".snippet pre").getText()).contains("RemoteSchedule", id(finished));
    }

    @Test
    void aHostileNameIsText() {
        browser.open(page(finished));
        assertThat(browser.find("main h1").getText()).isEqualTo(HOSTILE);

        browser.open("/ui/range-tests");
        assertThat(browser.find(".tests .name").isDisplayed()).isTrue();
        assertThat(browser.all(".tests .name")).anyMatch(name -> name.getText().equals(HOSTILE));
        assertThat(browser.all("main img")).isEmpty();
    }

    @Test
    void aMistakeIsSaidAtItsField() {
        browser.open("/ui/new");
        browser.find("input[name='/workload/batch_size']").clear();
        browser.find("input[name='/workload/batch_size']").sendKeys("many");
        browser.find("form button.primary").click();

        assertThat(browser.find("#about-workload-batch_size .error").getText())
                .isEqualTo("many: expected a whole number");
        assertThat(browser.run("return document.activeElement.name")).isEqualTo("/workload/batch_size");
    }

    @Test
    void aFormIsSubmitted() {
        browser.open("/ui/new?dataset=spirals");
        browser.find("input[name='/name']").sendKeys("from the form");
        choose("/workload/model", "mlp");
        for (String field : List.of("/sweep/iterations", "/repeats")) {
            browser.find("input[name='%s']".formatted(field)).clear();
        }
        browser.find("input[name='/sweep/iterations']").sendKeys("40");
        browser.find("input[name='/repeats']").sendKeys("1");
        browser.find("form button.primary").click();

        browser.await(() -> assertThat(browser.address()).matches("/ui/range-tests/[0-9a-f-]{36}"));
        String id = id(browser.address());
        JsonNode test = api.finished("/v1/range-tests/" + id);
        assertThat(test.path("name").asString()).isEqualTo("from the form");
        assertThat(test.path("workload").path("model").path("architecture").asString())
                .isEqualTo("mlp");
    }

    private void choose(String field, String option) {
        browser.find("select[name='%s'] option[value='%s']".formatted(field, option))
                .click();
    }

    @Test
    void filtersSurviveAReload() {
        browser.open("/ui/range-tests");
        browser.find(".filters input[name=tag]").sendKeys("page:test");
        choose("state", "succeeded");
        browser.await(() -> assertThat(browser.address()).contains("tag=page%3Atest", "state=succeeded"));

        browser.reload();

        assertThat(browser.find(".filters input[name=tag]").getAttribute("value"))
                .isEqualTo("page:test");
        assertThat(browser.find(".filters select[name=state]").getAttribute("value"))
                .isEqualTo("succeeded");
        browser.await(() -> assertThat(browser.all(".tests .state-succeeded")).isNotEmpty());
        assertThat(browser.all(".tests .badge.state-failed")).isEmpty();
    }

    @Test
    void theKeyboardReachesEverything() {
        browser.open("/ui/range-tests");
        browser.find(".tests .name");
        List<String> reached = new ArrayList<>();
        for (String last = ""; !last.equals("a " + HOSTILE) && reached.size() < 100; last = reached.getLast()) {
            reached.add(browser.tab());
        }

        assertThat(reached.getFirst()).isEqualTo("a Skip to the content");
        assertThat(reached).contains("a Range tests", "a Lanes", "a New range test", "a " + HOSTILE);
        browser.press(Keys.ENTER);
        browser.await(() -> assertThat(browser.find("main h1").getText()).isEqualTo(HOSTILE));
    }

    @Test
    void theKeyboardMissesNothingOfAnyView() {
        for (String view : List.of(
                "/ui/range-tests",
                page(finished),
                "/ui/overlay?id=" + id(finished),
                "/ui/new",
                "/ui/comparisons",
                "/ui/new-comparison?range_test=" + id(finished),
                "/ui/data-sets",
                "/ui/models",
                "/ui/lanes",
                "/ui/nothing")) {
            openWhole(view);
            assertThat(browser.missedByKeyboard()).as(view).isEmpty();
        }
    }

    @Test
    void aLineIsHiddenByTheKeyboardAndAQuestionGivesTheFocusBack() {
        browser.open(page(finished));
        browser.find("#answer");
        browser.run("document.querySelector('.chart.loss .u-legend [role=button]').focus()");
        browser.press(Keys.SPACE);
        assertThat(browser.find(".chart.loss .u-legend [role=button]").getAttribute("aria-pressed"))
                .isEqualTo("false");
        assertThat(browser.all(".chart.loss .u-legend .u-off")).hasSize(1);

        browser.run("document.querySelector('.head button.danger').focus()");
        browser.press(Keys.ENTER);
        assertThat(browser.find("dialog[open]").getAccessibleName())
                .isEqualTo("Delete this range test, with its curves and its answer?");
        browser.press(Keys.ESCAPE);
        browser.await(() -> assertThat(browser.all("dialog")).isEmpty());
        assertThat(browser.run("return document.activeElement.textContent")).isEqualTo("Delete");
    }

    /** With all that it loads. */
    private void openWhole(String view) {
        browser.open(view);
        browser.await(() -> assertThat(browser.find("main").getText()).doesNotContain("Loading …"));
    }

    @ParameterizedTest
    @CsvSource({"light, 1280", "dark, 1280", "light, 400", "dark, 400"})
    void everyoneCanReadIt(String scheme, int width) {
        String running = api.submit(submission("at work", 1_000_000));
        browser.prefer(scheme);
        browser.width(width);
        try {
            for (String view : List.of(
                    "/ui/range-tests",
                    "/ui/range-tests?tag=none%3Asuch",
                    page(finished),
                    page(running),
                    "/ui/range-tests/" + UUID.randomUUID(),
                    "/ui/overlay?id=" + id(finished) + "&id=" + id(running),
                    "/ui/new",
                    "/ui/new?from=" + id(finished),
                    "/ui/data-sets",
                    "/ui/models",
                    "/ui/lanes",
                    "/ui/nothing",
                    "/docs/recommendation")) {
                openWhole(view);
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

    @Test
    void severalTestsAreLaidOverEachOther() {
        api.finished(api.submit(submission("another", 40)));
        browser.open("/ui/range-tests?tag=page%3Atest&state=succeeded");
        browser.click("input[aria-label='Overlay another']");
        browser.click("input[aria-label^='Overlay <img']");
        browser.click(".head .actions button");

        browser.await(() -> assertThat(browser.find("main h1").getText()).isEqualTo("Overlay of 2 range tests"));
        assertThat(browser.find(".chart.loss canvas").isDisplayed()).isTrue();
        assertThat(browser.find("main table").getText()).contains("another", HOSTILE);
        assertThat(browser.seriousViolations()).isEmpty();
    }

    @Test
    void aChartIsReadAndZoomedByTheKeyboard() {
        browser.open(page(finished));
        browser.find(".chart.loss canvas");
        browser.find("#answer");
        assertThat(rateAtTheLeft()).isEqualTo(1e-4);

        browser.press("+");
        assertThat(rateAtTheLeft()).isEqualTo(1e-4);
        browser.pressWithShift(Keys.ARROW_RIGHT);
        browser.press("+", "+");
        assertThat(rateAtTheLeft()).isGreaterThan(1e-4);
        browser.press("0");
        assertThat(rateAtTheLeft()).isEqualTo(1e-4);
    }

    /** What the legend says when the cursor has gone as far as it can. */
    private double rateAtTheLeft() {
        browser.run("document.querySelector('.chart.loss .u-wrap').focus()");
        for (int i = 0; i < 20; i++) {
            browser.pressWithShift(Keys.ARROW_LEFT);
        }
        return Double.parseDouble(browser.find(".chart.loss .u-legend .u-value").getText());
    }

    @Test
    void aFirstVisitIsSmall() {
        browser.open(page(finished));
        browser.find(".chart.schedule canvas");

        Number transferred = (Number) browser.run("""
                return [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
                    .filter(entry => !entry.name.includes('/v1/'))
                    .reduce((sum, entry) => sum + entry.encodedBodySize, 0)""");

        assertThat(transferred.intValue()).isBetween(20_000, LARGEST_FIRST_VISIT);
    }

    @Test
    void lanesSayWhatTheServerStandsOn() {
        browser.open("/ui/lanes");
        assertThat(browser.find("section[aria-labelledby=server]").getText()).contains("PostgreSQL", "disk left");
    }

    @Test
    void aModelIsUploadedByWhatItTakes(@TempDir Path folder) throws IOException {
        Path module = Files.writeString(folder.resolve("net.pt"), "no module");
        browser.open("/ui/models");
        browser.click("div[aria-label='What it takes'] button:nth-child(2)");
        browser.find("input[name=name]").sendKeys("net");
        browser.find("input[name=module]").sendKeys(module.toString());
        browser.find("input[name=channels]").sendKeys("2");
        browser.find("input[name=classes]").sendKeys("4");
        browser.click("form button.primary");

        assertThat(browser.find("#about-module .error").getText()).contains("expected");
        assertThat(browser.all("form .error")).hasSize(1);
    }

    @Test
    void theContractIsTriedOutOnTheServerThatShowsIt() {
        browser.visit("/docs/");
        browser.click("#operations-lanes-getServer button");
        browser.click(".try-out__btn");
        browser.click(".execute");

        assertThat(browser.find(".request-url pre").getText()).isEqualTo(server.origin() + "/v1/server");
        browser.await(() ->
                assertThat(browser.find(".live-responses-table").getText()).contains("PostgreSQL"));

        browser.click(".authorize");
        assertThat(browser.find(".close-modal").getAccessibleName()).isEqualTo("Close");
    }

    /** Each scheme and each width once: it is a long page. */
    @ParameterizedTest
    @CsvSource({"light, 1280", "dark, 400"})
    void everyoneCanReadTheContract(String scheme, int width) {
        browser.prefer(scheme);
        browser.width(width);
        try {
            browser.visit("/docs/");
            for (String operation : List.of("range_tests-submitRangeTest", "range_tests-searchRangeTests")) {
                browser.click("#operations-%s .opblock-summary-control".formatted(operation));
                browser.click("#operations-%s .try-out__btn".formatted(operation));
            }
            browser.find("textarea.body-param__text");
            browser.find("tr[data-param-name=state] select");
            assertThat(browser.seriousViolations()).isEmpty();
            assertThat((Long) browser.run("return document.documentElement.scrollWidth - innerWidth"))
                    .isLessThanOrEqualTo(0);
            assertThat(browser.run("return document.documentElement.classList.contains('dark-mode')"))
                    .isEqualTo(scheme.equals("dark"));
        } finally {
            browser.prefer("light");
            browser.width(1280);
        }
    }

    @Test
    void anAddressThatIsNoneIsSaidInWords() {
        browser.open("/ui/nothing");
        assertThat(browser.find("main h1").getText()).isEqualTo("There is nothing here");
    }
}
