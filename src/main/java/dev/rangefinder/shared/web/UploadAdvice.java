package dev.rangefinder.shared.web;

import jakarta.servlet.MultipartConfigElement;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.multipart.MaxUploadSizeExceededException;

/**
 * Uploads that fail before any controller sees them; asked before {@link DiskFull} and {@link ProblemAdvice}, which know
 * them as others.
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

    /** What is said of an upload that could not be read. */
    static ResponseEntity<ProblemDetail> broken() {
        return ResponseEntity.badRequest()
                .body(Problems.of(
                        HttpStatus.BAD_REQUEST,
                        "malformed-multipart",
                        "A multipart/form-data body is required, with a boundary and with all of its parts complete."));
    }
}
