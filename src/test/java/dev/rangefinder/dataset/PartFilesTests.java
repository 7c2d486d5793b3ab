package dev.rangefinder.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletRequestEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockServletContext;

class PartFilesTests {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path directory;

    private Instant now = START;

    private PartFiles files;

    @BeforeEach
    void watch() {
        files = new PartFiles(directory, () -> now);
    }

    private ServletRequestEvent request(String contentType) {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/v1/datasets");
        request.setContentType(contentType);
        ServletRequestEvent event = new ServletRequestEvent(new MockServletContext(), request);
        files.requestInitialized(event);
        return event;
    }

    private ServletRequestEvent upload() {
        return request("Multipart/form-data; boundary=x");
    }

    private void part(String name) throws IOException {
        Files.setLastModifiedTime(Files.createFile(directory.resolve(name)), FileTime.from(now));
    }

    private List<String> left() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whatIsLeftOfTheOnlyUploadIsDeletedAtItsEnd() throws IOException {
        ServletRequestEvent upload = upload();
        part("left");
        files.requestDestroyed(upload);
        assertThat(left()).isEmpty();
    }

    @Test
    void whatAnUploadThatStillComesMayHaveWrittenStays() throws IOException {
        ServletRequestEvent first = upload();
        part("of the first");
        now = now.plus(Duration.ofMinutes(1));
        ServletRequestEvent second = upload();
        part("of any");
        files.requestDestroyed(first);
        assertThat(left()).containsExactly("of any");
        files.requestDestroyed(second);
        assertThat(left()).isEmpty();
    }

    @Test
    void otherRequestsDeleteNothing() throws IOException {
        ServletRequestEvent other = request("application/json");
        part("stays");
        files.requestDestroyed(other);
        assertThat(left()).containsExactly("stays");
    }
}
