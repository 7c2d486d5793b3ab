package dev.rangefinder.ui.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.Browser;
import dev.rangefinder.testing.ServerTest;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Answers that are checked by training, on the page, in a real browser. */
@ServerTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIf(
        value = "dev.rangefinder.testing.Browser#isInstalled",
        disabledReason = "there is no chromium with its chromium-driver (Debian's packages of these names)")
class ComparisonPageIntegrationTests {

    private static final String WORKLOAD = """
            "workload": {"dataset": "spirals", "model": {"architecture": "mlp", "hidden": [16]},
                         "optimizer": {"type": "sgd", "momentum": 0.9}, "batch_size": 32}""";

    @LocalServerPort
    private int port;

    private Api api;
    private Browser browser;
    private String verified;
    private String finished;

    @BeforeAll
    void openBrowser() {
        api = new Api(port);
        browser = Browser.of(port);
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
                {"name": "two rates", %s, "iterations": %d, "repeats": %d, "baseline": "slow",
                 "evaluation": {"every": 10, "samples": 200}, "tags": {"page": "comparison"},
                 "entries": [{"name": "slow", "schedule": {"policy": "fixed", "lr": 0.0001}},
                             {"name": "quick", "schedule": {"policy": "fixed", "lr": 0.1}}]}""".formatted(WORKLOAD, iterations, repeats);
    }

    @AfterAll
    void closeBrowser() {
        browser.close();
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

        browser.await(() -> assertThat(browser.all(".tests .name")).isNotEmpty());
        browser.click(".tests .name");
        browser.await(() -> assertThat(browser.address()).isEqualTo(page(finished)));
    }

    @ParameterizedTest
    @CsvSource({"list, light", "new, dark", "one, light", "one, dark", "verified, dark"})
    void everyoneCanReadIt(String view, String scheme) {
        browser.prefer(scheme);
        browser.open(
                switch (view) {
                    case "list" -> "/ui/comparisons";
                    case "new" -> "/ui/new-comparison?from=" + finished.replaceAll(".*/", "");
                    case "one" -> page(finished);
                    default -> page(verified);
                });
        browser.find("main table");

        assertThat(browser.seriousViolations()).isEmpty();
    }

    @Test
    void aNarrowPageNeedsNoScrollingToTheSide() {
        browser.width(400);
        try {
            for (String view : List.of("/ui/comparisons", page(finished), page(verified))) {
                browser.open(view);
                browser.find("main table");
                assertThat((Long) browser.run("return document.documentElement.scrollWidth - innerWidth"))
                        .as(view)
                        .isLessThanOrEqualTo(0);
            }
        } finally {
            browser.width(1280);
        }
    }
}
