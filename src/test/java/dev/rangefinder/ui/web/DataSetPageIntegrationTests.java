package dev.rangefinder.ui.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.BrowsedServer;
import dev.rangefinder.testing.Browser;
import dev.rangefinder.testing.NpyBytes;
import dev.rangefinder.testing.PageTest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.WebElement;
import tools.jackson.databind.JsonNode;

/** Data sets on the page, in a real browser: uploaded, read where they lie, looked at, deleted. */
@PageTest
class DataSetPageIntegrationTests {

    private Path root;
    private BrowsedServer server;
    private Api api;
    private Browser browser;

    @BeforeAll
    void openBrowser(@TempDir Path directory) throws IOException {
        root = Files.createDirectory(directory.toRealPath().resolve("lying"));
        server = BrowsedServer.start(directory, "--rangefinder.datasets.roots=" + root);
        api = server.api();
        browser = server.browser();
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

    @Test
    void aFewSamplesOfADataSetAreShown() {
        browser.open("/ui/new?dataset=shapes");
        assertThat(browser.find(".samples img").getAttribute("src")).startsWith("data:image/png");
        browser.await(() -> assertThat(browser.all(".samples figcaption").stream()
                        .map(WebElement::getText)
                        .distinct())
                .hasSizeGreaterThan(3));

        browser.open("/ui/data-sets");
        browser.click("button[aria-label='Look at spirals']");
        assertThat(browser.find("table.values").getText()).contains("Class", "Values");
        assertThat(browser.find("main").getText()).contains("4 classes", "1,000 and 250");
    }

    @Test
    void aDataSetIsUploadedLookedAtAndDeleted(@TempDir Path folder) throws IOException {
        String rows = IntStream.range(0, 60)
                .mapToObj(i -> "%d,%d,%.2f\n".formatted(i, i % 7, i * 99.5))
                .collect(Collectors.joining("", "size,<i>age,price\n", ""));
        Path file = Files.writeString(folder.resolve("<b>rows.csv"), rows);
        browser.open("/ui/data-sets");
        browser.find("input[name=name]").sendKeys("houses");
        browser.find("select[name=task] option[value=regression]").click();
        browser.find("input[name=train]").sendKeys(file.toString());
        browser.click("form button.primary");
        browser.await(
                () -> assertThat(browser.find("section[aria-labelledby=add]").getText())
                        .contains("What became of houses", "<i>age (number)", "A number to be learned"));

        browser.open("/ui/new?dataset=houses");
        assertThat(browser.find("#about-workload-dataset").getText()).isEqualTo("2 numbers, a number, 48 samples");
        assertThat(browser.find("select[name='/workload/model']").getAttribute("value"))
                .isEqualTo("mlp");

        browser.open("/ui/data-sets");
        browser.click("button[aria-label='Delete houses']");
        browser.click("dialog button.danger");
        browser.await(() ->
                assertThat(browser.all("button[aria-label='Delete houses']")).isEmpty());
    }

    /** Of three parts the second is being sent when the connection breaks; and what is wrong with the form costs no second sending. */
    @Test
    void aLargeFileGoesOnWhereItsConnectionBroke(@TempDir Path folder) throws IOException {
        byte[] words = new byte[40 << 20];
        for (int i = 0; i < words.length; i++) {
            words[i] = (byte) ('a' + i % 26);
        }
        Path file = Files.write(folder.resolve("novel.txt"), words);
        browser.open("/ui/data-sets");
        browser.click("div[aria-label=Format] button:nth-child(3)");
        browser.find("input[name=train]").sendKeys(file.toString());
        browser.send(8 << 20);
        browser.click("form button.primary");
        browser.await(() -> assertThat(shareSent()).isGreaterThan(0.5));
        browser.cutOff();
        browser.await(() -> assertThat(addition()).contains("the connection broke, and is tried again"));
        browser.send(-1);
        assertThat(browser.find("#about-name .error").getText()).contains("expected");
        assertThat(browser.complaints())
                .isNotEmpty()
                .allMatch(complaint -> complaint.contains("ERR_INTERNET_DISCONNECTED")
                        || complaint.contains(
                                "/v1/datasets - Failed to load resource: the server responded with a status of 400"));

        browser.find("input[name=name]").sendKeys("novel");
        browser.click("form button.primary");
        browser.await(() -> assertThat(addition()).contains("What became of novel", "tokens for training"));

        List<String> requests = browser.requests();
        assertThat(requests)
                .filteredOn(request -> request.endsWith("/v1/uploads"))
                .hasSize(1);
        List<String> seconds = requests.stream()
                .filter(request -> request.endsWith("?offset=16777216"))
                .toList();
        assertThat(seconds).isNotEmpty();
        String upload = URI.create(seconds.getFirst()).getPath();
        assertThat(api.get(upload).status()).isEqualTo(404);
        JsonNode set = api.get("/v1/datasets").expect(200).json().at("/items/0");
        assertThat(set.get("train_samples").asLong() + set.get("test_samples").asLong())
                .isEqualTo(words.length);
    }

    private double shareSent() {
        return browser.all("progress[aria-label=Sent]").stream()
                .mapToDouble(bar -> Double.parseDouble(bar.getAttribute("value")))
                .findFirst()
                .orElse(0);
    }

    @Test
    void aDataSetIsReadWhereItLies() throws IOException {
        Path location = arrays("lying", 1);
        register("lying", location.toString());

        browser.await(() -> assertThat(addition()).contains("What became of lying", location.toString(), "2 classes"));
        browser.await(() -> assertThat(browser.find("main table").getText())
                .contains("lying", "2 numbers")
                .doesNotContain("samples checked"));
        assertThat(browser.find("a[href='/ui/new?dataset=lying']").isDisplayed())
                .isTrue();
    }

    @Test
    void aPlaceThatMayNotBeReadIsSaidAtItsField() {
        register("elsewhere", "/etc");

        assertThat(browser.find("#about-location .error").getText())
                .startsWith("/etc: expected a directory that is there, below one of those");
        assertThat(browser.run("return document.activeElement.name")).isEqualTo("location");
    }

    @Test
    void whatTheCheckOfADataSetFindsIsSaid() throws IOException {
        register("infinite", arrays("infinite", Float.POSITIVE_INFINITY).toString());

        browser.await(() -> assertThat(addition()).contains("refused", "with the value Infinity"));
        assertThat(browser.all("a[href='/ui/new?dataset=infinite']")).isEmpty();
        browser.click("button[aria-label='Delete infinite']");
        browser.click("dialog button.danger");
        browser.await(() -> assertThat(addition()).doesNotContain("infinite"));
    }

    @ParameterizedTest
    @CsvSource({"light, 1280", "dark, 1280", "light, 400", "dark, 400"})
    void everyoneCanReadTheForms(String scheme, int width) {
        browser.prefer(scheme);
        browser.width(width);
        try {
            browser.open("/ui/data-sets");
            for (String way : new String[] {"first-child", "last-child"}) {
                browser.click("div[aria-label=Way] button:" + way);
                assertThat(browser.seriousViolations()).as(way).isEmpty();
            }
        } finally {
            browser.prefer("light");
            browser.width(1280);
        }
    }

    private void register(String name, String location) {
        browser.open("/ui/data-sets");
        browser.click("div[aria-label=Way] button:last-child");
        browser.find("input[name=name]").sendKeys(name);
        browser.find("input[name=location]").sendKeys(location);
        browser.click("form button.primary");
    }

    private String addition() {
        return browser.find("section[aria-labelledby=add]").getText();
    }

    /** Ten samples of two numbers, of which one is this. */
    private Path arrays(String name, float value) throws IOException {
        Path location = Files.createDirectory(root.resolve(name));
        float[] inputs = new float[20];
        inputs[7] = value;
        Files.write(location.resolve("train_inputs.npy"), NpyBytes.ofFloats(10, inputs));
        Files.write(location.resolve("train_labels.npy"), NpyBytes.ofLongs(0, 1, 0, 1, 0, 1, 0, 1, 0, 1));
        return location;
    }
}
