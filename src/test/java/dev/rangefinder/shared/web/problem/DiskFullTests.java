package dev.rangefinder.shared.web.problem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.shared.DataDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** What a full disk looks like from here; {@code bench/full-disk} fills a real one. */
class DiskFullTests {

    private static final IOException FULL = new FileSystemException("/data/x", null, "No space left on device");

    private DiskFull resolver;

    @BeforeEach
    void lookAt(@TempDir Path data) {
        StaticListableBeanFactory none = new StaticListableBeanFactory();
        resolver = new DiskFull(new DataDirectory(data), none.getBeanProvider(HandlerExceptionResolver.class));
    }

    @Test
    void itIsSeenWhereverItIsMet() {
        assertThat(resolver.isFull(FULL)).isTrue();
        assertThat(resolver.isFull(new IOException("Disk quota exceeded"))).isTrue();
        assertThat(resolver.isFull(new UncheckedIOException(FULL))).isTrue();
        assertThat(resolver.isFull(new MultipartException("the upload broke off", FULL)))
                .isTrue();
    }

    @Test
    void itIsAnsweredAsWhatItIs() {
        ResponseEntity<ProblemDetail> answer = new DiskFull.Advice().answer(new DiskFull.DiskFullException(FULL));
        assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.INSUFFICIENT_STORAGE);
        assertThat(answer.getBody())
                .extracting(ProblemDetail::getType)
                .hasToString("urn:rangefinder:problem:disk-full");
    }

    /** That of the database is told apart by its state, a connection that is lost by its advice. */
    @Test
    void whatElseGoesWrongIsNot() {
        IOException other = new IOException("Connection reset by peer");
        assertThat(resolver.isFull(other)).isFalse();
        assertThat(resolver.isFull(new CannotCreateTransactionException("no connection", other)))
                .isFalse();
        assertThat(resolver.isFull(new IllegalStateException("No space left on device")))
                .isFalse();
        assertThat(resolver.resolveException(new MockHttpServletRequest(), new MockHttpServletResponse(), null, other))
                .as("is left to the others")
                .isNull();
    }
}
