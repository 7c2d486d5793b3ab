package dev.rangefinder.shared.web.problem;

import jakarta.servlet.MultipartConfigElement;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;

/**
 * Uploads that fail before any controller sees them; asked before {@link ProblemAdvice}, which knows them as errors.
 */
@RestControllerAdvice
@Order(0)
class UploadAdvice {

    private final MultipartConfigElement limits;

    UploadAdvice(MultipartConfigElement limits) {
        this.limits = limits;
    }

    @ExceptionHandler(MaxUploadSizeExceededException.class)
    ProblemDetail tooLarge() {
        return Problems.of(
                HttpStatus.CONTENT_TOO_LARGE,
                "upload-too-large",
                "The upload is larger than %d bytes, the most that is accepted here."
                        .formatted(limits.getMaxRequestSize()));
    }

    @ExceptionHandler(MultipartException.class)
    ProblemDetail broken() {
        return Problems.of(
                HttpStatus.BAD_REQUEST,
                "malformed-multipart",
                "A multipart/form-data body is required, with a boundary and with all of its parts complete.");
    }
}
