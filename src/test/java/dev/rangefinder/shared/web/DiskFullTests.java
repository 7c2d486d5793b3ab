package dev.rangefinder.shared.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rangefinder.shared.DataDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.multipart.MultipartException;

/** What a full disk looks like from here; {@code bench/full-disk} fills a real one. */
class DiskFullTests {

    private static final IOException FULL = new FileSystemException("/data/x", null, "No space left on device");

    private DiskFull advice;

    @BeforeEach
    void lookAt(@TempDir Path data) {
        advice = new DiskFull(new DataDirectory(data));
    }

    @Test
    void itIsSaidWhereverItIsMet() throws IOException {
        assertIsFull(advice.notWritten(FULL));
        assertIsFull(advice.notWritten(new IOException("Disk quota exceeded")));
        assertIsFull(advice.notWritten(new UncheckedIOException(FULL)));
        assertIsFull(advice.notReceived(new MultipartException("the upload broke off", FULL)));
    }

    private static void assertIsFull(ResponseEntity<ProblemDetail> answer) {
        assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.INSUFFICIENT_STORAGE);
        assertThat(answer.getBody())
                .extracting(ProblemDetail::getType)
                .hasToString("urn:rangefinder:problem:disk-full");
    }

    @Test
    void whatElseGoesWrongIsNot() {
        IOException other = new IOException("Connection reset by peer");
        assertThatThrownBy(() -> advice.notWritten(other)).isSameAs(other);
        assertThat(advice.notReceived(new MultipartException("the upload broke off", other))
                        .getStatusCode())
                .isEqualTo(HttpStatus.BAD_REQUEST);
    }
}
