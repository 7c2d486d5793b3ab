package dev.rangefinder.access.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.Browser;
import dev.rangefinder.testing.Reporter;
import dev.rangefinder.testing.ServerTest;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.openqa.selenium.Keys;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** The page of a server that asks for keys. */
@ServerTest
@TestPropertySource(
        properties = {"rangefinder.lanes.local.enabled=false", "rangefinder.first-key=" + KeysIntegrationTests.FILE})
@EnabledIf(
        value = "dev.rangefinder.testing.Browser#isInstalled",
        disabledReason = "there is no chromium with its chromium-driver (Debian's packages of these names)")
class KeyOnThePageIntegrationTests {

    @LocalServerPort
    private int port;

    @Test
    void itAsksForAKeyAndSendsItWithWhateverItAsksFor() throws Exception {
        String key = Files.readString(Path.of(KeysIntegrationTests.FILE)).strip();
        Api api = new Api(port);
        String path = api.post("/v1/range-tests", Reporter.submission(300, ""), "Authorization", "Bearer " + key)
                .expect(201)
                .header("Location")
                .orElseThrow();
        try (Browser browser = Browser.of(port)) {
            browser.open("/ui/range-tests" + path.substring(path.lastIndexOf('/')));
            browser.find("dialog.key input").sendKeys("rf_wrong", Keys.ENTER);
            browser.await(
                    () -> assertThat(browser.find("dialog.key p").getText()).contains("not valid"));
            browser.find("dialog.key input").sendKeys(key, Keys.ENTER);
            browser.await(() -> assertThat(browser.all("dialog.key")).isEmpty());
            browser.await(() -> assertThat(browser.find("h1").getText()).isNotBlank());
            browser.await(() -> assertThat(browser.requests()).anyMatch(address -> address.endsWith("/events")));
            api.post(
                            path + "/observations",
                            "{\"observations\": %s}".formatted(Reporter.batch(0, 200)),
                            "Authorization",
                            "Bearer " + key)
                    .expect(200);
            browser.await(() -> assertThat(browser.find("#main").getText()).contains("200"));
            browser.open("/ui/lanes");
            browser.await(() -> assertThat(browser.find("h1").getText()).isEqualTo("Lanes"));
            assertThat(browser.all("dialog.key")).isEmpty();
        }
    }
}
