package dev.rangefinder.ui.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.testing.ServerTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What a browser is given, whatever it makes of it. */
@ServerTest
class PageServingIntegrationTests {

    @LocalServerPort
    private int port;

    private final HttpClient client = HttpClient.newHttpClient();

    private HttpResponse<String> asked(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
                        .build(),
                BodyHandlers.ofString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/ui",
                "/ui/new",
                "/ui/range-tests/01a224b8-47ef-7bb2-821a-13f31804477b",
                "/ui/comparisons/01a224b8-47ef-7bb2-821a-13f31804477b",
                "/ui/overlay?id=1&id=2"
            })
    void everyAddressOfThePageIsTheSameFile(String path) throws Exception {
        HttpResponse<String> page = asked(path);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(page.body()).contains("<script type=\"module\" src=\"/ui/app.js\">");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/ui/app.js", "/docs/", "/v1/range-tests", "/nothing"})
    void everyAnswerIsConfined(String path) throws Exception {
        HttpResponse<String> answer = asked(path);

        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @Test
    void aBrowserIsShownThatThereIsNothing() throws Exception {
        HttpResponse<String> page = asked("/nothing/here");

        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(page.body()).contains("<title>Rangefinder</title>");
    }

    @ParameterizedTest
    @CsvSource({"GET,*/*", "GET,application/json", "PUT,text/html", "DELETE,*/*"})
    void whatIsNoBrowserGetsAProblem(String method, String accept) throws Exception {
        HttpResponse<String> problem = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/nothing/here"))
                        .method(method, BodyPublishers.noBody())
                        .header("Accept", accept)
                        .build(),
                BodyHandlers.ofString());

        assertThat(problem.statusCode()).isEqualTo(404);
        assertThat(problem.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    @Test
    void belowTheApiABrowserGetsTheProblemToo() throws Exception {
        HttpResponse<String> problem = asked("/v1/nothing");

        assertThat(problem.statusCode()).isEqualTo(404);
        assertThat(problem.headers().firstValue("Content-Type")).contains("application/problem+json");
    }
}
