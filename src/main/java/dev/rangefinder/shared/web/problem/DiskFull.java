package dev.rangefinder.shared.web.problem;

import dev.rangefinder.shared.DataDirectory;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Tells a disk without room from a malformed upload and from a defect: when there is room again, all goes on. Asked
 * before all other handlers, since each of them knows one kind of exception, and this may be the cause of any.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class DiskFull implements HandlerExceptionResolver {

    private static final Logger LOG = LoggerFactory.getLogger(DiskFull.class);

    private static final String RETRY_AFTER_SECONDS = "60";

    /** As little as is left where something did not fit: what was written of it is removed only later. */
    private static final long NO_ROOM_BYTES = 1 << 16;

    private final DataDirectory data;
    private final ObjectProvider<HandlerExceptionResolver> problems;

    DiskFull(
            DataDirectory data,
            @Qualifier("handlerExceptionResolver") ObjectProvider<HandlerExceptionResolver> problems) {
        this.data = data;
        this.problems = problems;
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception exception) {
        return isFull(exception)
                ? problems.getObject().resolveException(request, response, handler, new DiskFullException(exception))
                : null;
    }

    /** The words are the C library's, of ENOSPC and EDQUOT; in another language the disk itself is asked. */
    boolean isFull(Exception exception) {
        List<String> failures = Stream.<Throwable>iterate(exception, cause -> cause != null, Throwable::getCause)
                .filter(IOException.class::isInstance)
                .map(cause -> String.valueOf(cause.getMessage()))
                .toList();
        boolean isSaid = failures.stream()
                .anyMatch(message ->
                        message.contains("No space left on device") || message.contains("Disk quota exceeded"));
        try {
            return isSaid
                    || (!failures.isEmpty()
                            && Files.getFileStore(data.directory()).getUsableSpace() < NO_ROOM_BYTES);
        } catch (IOException unknown) {
            return false;
        }
    }

    /** Something that the server keeps has no room left. */
    static ResponseEntity<ProblemDetail> full(HttpStatus status, String type, String detail) {
        return ResponseEntity.status(status)
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .body(Problems.of(status, type, detail));
    }

    static final class DiskFullException extends RuntimeException {

        DiskFullException(Exception cause) {
            super(cause);
        }
    }

    @RestControllerAdvice
    @Order(0) // before those that know its cause
    static class Advice {

        @ExceptionHandler
        ResponseEntity<ProblemDetail> answer(DiskFullException exception) {
            LOG.warn("A request is answered with 507: {}", exception.getMessage());
            return full(
                    HttpStatus.INSUFFICIENT_STORAGE,
                    "disk-full",
                    "The disk of the data directory is full, and nothing was kept. Make room there, or delete data"
                            + " sets and models that no run needs; the same request then goes through.");
        }
    }
}
