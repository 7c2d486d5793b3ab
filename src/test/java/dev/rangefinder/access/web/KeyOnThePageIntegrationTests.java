package dev.rangefinder.access.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.Browser;
import dev.rangefinder.testing.FirstKey;
import dev.rangefinder.testing.Reporter;
import dev.rangefinder.testing.ServerWithKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.openqa.selenium.Keys;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The page of a server that asks for keys. */
@ServerWithKeys
@EnabledIf(
        value = "dev.rangefinder.testing.Browser#isInstalled",
        disabledReason = "there is no chromium with its chromium-driver (Debian's packages of these names)")
class KeyOnThePageIntegrationTests {

    @LocalServerPort
    private int port;

    @Autowired
    private Api api;

    @Test
    void itAsksForAKeyAndSendsItWithAllThatItAsksForStreamsIncluded() {
        String[] key = {"Authorization", "Bearer " + FirstKey.text()};
        String path = api.post("/v1/range-tests", Reporter.submission(300, ""), key)
                .expect(201)
                .header("Location")
                .orElseThrow();
        try (Browser browser = Browser.of(port)) {
            browser.visit("/ui/range-tests" + path.substring(path.lastIndexOf('/')));
            assertThat(browser.find("dialog.key p").getText()).contains("asks for an API key");
            browser.find("dialog.key input").sendKeys("rf_wrong", Keys.ENTER);
            browser.await(
                    () -> assertThat(browser.find("dialog.key p").getText()).contains("not valid"));
            browser.find("dialog.key input").sendKeys(FirstKey.text(), Keys.ENTER);
            browser.await(() -> assertThat(browser.all("dialog.key")).isEmpty());
            browser.await(() -> assertThat(browser.find("main").getText()).contains("0 of 300"));
            api.post(path + "/observations", "{\"observations\": %s}".formatted(Reporter.batch(0, 200)), key)
                    .expect(200);
            browser.await(() -> assertThat(browser.find("main").getText()).contains("200 of 300"));
            assertThat(browser.requests()).noneMatch(address -> address.contains("rf_"));
            browser.open("/ui/lanes");
            browser.await(() -> assertThat(browser.find("main h1").getText()).isEqualTo("Lanes"));
            assertThat(browser.all("dialog.key")).isEmpty();
        }
    }
}
