package dev.rangefinder.rangetest.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.rangetest.FinishedRangeTests;
import dev.rangefinder.recommendation.Verdict;
import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.ServerTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** Where an answer says that it is explained, it is. */
@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.enabled=false")
class DocumentationIntegrationTests {

    private static final Path SOURCES = Path.of("src", "main", "java", "dev", "rangefinder");
    private static final Pattern DIAGNOSIS = Pattern.compile("\"([a-z]+(?:_[a-z]+)*): ");
    private static final Pattern LINK = Pattern.compile("href=\"(/[^\"#]*|)(?:#([^\"]*))?\"");

    @Autowired
    private Api api;

    @Autowired
    private FinishedRangeTests finished;

    @LocalServerPort
    private int port;

    private final HttpClient client = HttpClient.newHttpClient();

    private HttpResponse<String> page(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                BodyHandlers.ofString());
    }

    /** Those of verdicts, and those that the code begins a sentence with. */
    private static Set<String> names() throws IOException {
        Set<String> names = new TreeSet<>();
        Arrays.stream(Verdict.values())
                .map(verdict -> verdict.name().toLowerCase(Locale.ROOT))
                .forEach(names::add);
        try (Stream<Path> reading = Files.walk(SOURCES.resolve("recommendation"));
                Stream<Path> conclusion = Files.list(SOURCES.resolve("rangetest"))) {
            Stream.concat(reading, conclusion)
                    .filter(source -> source.toString().endsWith(".java"))
                    .forEach(source ->
                            DIAGNOSIS.matcher(text(source)).results().forEach(found -> names.add(found.group(1))));
        }
        return names;
    }

    private static String text(Path source) {
        try {
            return Files.readString(source);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private void requireExplained(String link) throws IOException, InterruptedException {
        URI address = URI.create(link);
        HttpResponse<String> page = page(address.getPath());
        assertThat(page.statusCode()).as(link).isEqualTo(200);
        if (address.getFragment() != null) {
            assertThat(page.body()).as(link).contains("id=\"%s\"".formatted(address.getFragment()));
        }
    }

    @Test
    void everyVerdictAndDiagnosisIsExplained() throws Exception {
        Set<String> names = names();
        assertThat(names).hasSizeGreaterThan(25).contains("ok", "plateau", "refined", "not_verified");
        for (String name : names) {
            requireExplained(Documentation.of(name));
        }
    }

    @Test
    void aRecommendationLinksToWhatExplainsIt() throws Exception {
        UUID id = finished.succeeded(1);
        JsonNode recommendation = api.get("/v1/range-tests/%s/recommendation".formatted(id))
                .expect(200)
                .json();

        JsonNode documentation = recommendation.path("documentation");
        assertThat(documentation.path("verdict").asString())
                .endsWith("#" + recommendation.path("verdict").asString());
        assertThat(documentation.has("next")).isEqualTo(recommendation.has("next"));
        assertThat(documentation.path("diagnoses").size())
                .isEqualTo(recommendation.path("diagnoses").size());
        if (documentation.has("next")) {
            requireExplained(documentation.path("next").asString());
        }
        requireExplained("/docs/recommendation#when-one-sweep-does-not-answer");
    }

    @Test
    void everyLinkWithinTheDocumentsLeadsSomewhere() throws Exception {
        try (Stream<Path> documents = Files.list(Path.of("docs"))) {
            List<String> names = documents
                    .map(document -> document.getFileName().toString())
                    .filter(document -> document.endsWith(".md"))
                    .map(document -> document.replace(".md", ""))
                    .toList();
            assertThat(names).hasSizeGreaterThan(8);
            for (String name : names) {
                String self = "/docs/" + name;
                HttpResponse<String> page = page(self);
                assertThat(page.statusCode()).as(self).isEqualTo(200);
                assertThat(page.body()).doesNotContain("<script", ".md\"");
                Matcher link = LINK.matcher(page.body());
                while (link.find()) {
                    String path = link.group(1).isEmpty() ? self : link.group(1);
                    requireExplained(link.group(2) == null ? path : path + "#" + link.group(2));
                }
            }
        }
    }

    @Test
    void aDocumentThatIsNotThereIsNotFound() throws Exception {
        assertThat(page("/docs/nothing").statusCode()).isEqualTo(404);
        assertThat(page("/docs/..%2Frecommendation").statusCode()).isBetween(400, 404);
    }
}
