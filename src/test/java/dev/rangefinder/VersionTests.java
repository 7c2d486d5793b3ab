package dev.rangefinder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One number serves the service, its contract and its client: {@code docs/releasing.md}. */
class VersionTests {

    @ParameterizedTest
    @CsvSource({
        "openapi.yaml, '  version: (.+)'",
        "clients/python/rangefinder/version.py, '__version__ = \"(.+)\"'",
        "CHANGELOG.md, '## (?:Unreleased \\()?(\\d+\\.\\d+\\.\\d+)\\b.*'"
    })
    void isTheSameEverywhere(String file, String line) throws IOException {
        String version = first("pom.xml", "<artifactId>rangefinder</artifactId>\\s+<version>(.+)</version>");
        assertThat(first(file, "(?m)^" + line + "$")).isEqualTo(version);
    }

    private static String first(String file, String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(Path.of(file)))
                .results()
                .map((MatchResult found) -> found.group(1))
                .findFirst()
                .orElseThrow();
    }
}
