package dev.rangefinder.report.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.Reporter;
import dev.rangefinder.testing.ServerTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** An address that reports too often is told so, and how often it may. */
@ServerTest
@TestPropertySource(
        properties = {
            "rangefinder.lanes.local.enabled=false",
            "rangefinder.report.reports=5",
            "rangefinder.report.reports-window=10m"
        })
class ReportRateIntegrationTests {

    @Autowired
    private Api api;

    @Test
    void whatIsTooMuchIsRefusedUnreadAndEverythingElseIsServed() {
        Reporter reporter = Reporter.submit(api, 300, "");
        for (int i = 0; i < 5; i++) {
            Api.Answer kept = reporter.post("{\"observations\": %s}".formatted(Reporter.batch(i, i + 1)))
                    .expect(200);
            assertThat(kept.header("RateLimit-Policy")).contains("\"reports\";q=5;w=600");
            assertThat(kept.header("RateLimit").orElseThrow()).startsWith("\"reports\";r=%d;t=".formatted(4 - i));
        }
        Api.Answer refused = reporter.post("no JSON").expect(429);
        assertThat(refused.json().get("type").asString()).endsWith(":too-many-reports");
        assertThat(refused.header("RateLimit").orElseThrow()).startsWith("\"reports\";r=0;t=");
        assertThat(Integer.parseInt(refused.header("Retry-After").orElseThrow()))
                .isBetween(60, 120);
        assertThat(reporter.run(0).get("received_through").asInt()).isEqualTo(4);
        assertThat(reporter.look().at("/reporting/limits/reports").asInt()).isEqualTo(5);
        assertThat(reporter.look().at("/reporting/limits/reports_window_s").asInt())
                .isEqualTo(600);
    }
}
