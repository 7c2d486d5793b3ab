package dev.rangefinder.shared.web;

import dev.rangefinder.shared.DataDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.multipart.MultipartException;

/** Tells a disk without room from a malformed upload and from a defect: when there is room again, all goes on. */
@RestControllerAdvice
@Order(1) // after UploadAdvice, whose exception is one of these, too
class DiskFull {

    private static final Logger LOG = LoggerFactory.getLogger(DiskFull.class);

    private static final String RETRY_AFTER_SECONDS = "60";

    /** As little as is left where something did not fit: what was written of it is removed only later. */
    private static final long NO_ROOM_BYTES = 1 << 16;

    private final DataDirectory data;

    DiskFull(DataDirectory data) {
        this.data = data;
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> notWritten(IOException exception) throws IOException {
        if (isFull(exception)) {
            return answer(exception);
        }
        throw exception;
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> notWritten(UncheckedIOException exception) {
        if (isFull(exception)) {
            return answer(exception);
        }
        throw exception;
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> notReceived(MultipartException exception) {
        return isFull(exception) ? answer(exception) : UploadAdvice.broken();
    }

    /** The words are the C library's, of ENOSPC and EDQUOT; in another language the disk itself is asked. */
    private boolean isFull(Throwable exception) {
        boolean isSaid = Stream.iterate(exception, cause -> cause != null, Throwable::getCause)
                .map(cause -> String.valueOf(cause.getMessage()))
                .anyMatch(message ->
                        message.contains("No space left on device") || message.contains("Disk quota exceeded"));
        try {
            return isSaid || Files.getFileStore(data.directory()).getUsableSpace() < NO_ROOM_BYTES;
        } catch (IOException unknown) {
            return false;
        }
    }

    private static ResponseEntity<ProblemDetail> answer(Exception exception) {
        LOG.warn("A request is answered with 507: {}", exception.getMessage());
        return full(
                HttpStatus.INSUFFICIENT_STORAGE,
                "disk-full",
                "The disk of the data directory is full, and nothing was kept. Make room there, or delete data"
                        + " sets and models that no run needs; the same request then goes through.");
    }

    /** Something that the server keeps has no room left. */
    static ResponseEntity<ProblemDetail> full(HttpStatus status, String type, String detail) {
        return ResponseEntity.status(status)
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .body(Problems.of(status, type, detail));
    }
}
