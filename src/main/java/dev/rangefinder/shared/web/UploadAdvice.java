package dev.rangefinder.shared.web;

import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;

/** Uploads that fail before any controller sees them; asked before {@link ProblemAdvice}, which knows them as errors. */
@RestControllerAdvice
@Order(0)
class UploadAdvice {

    @ExceptionHandler
    ProblemDetail tooLarge(MaxUploadSizeExceededException exception) {
        return Problems.of(
                HttpStatus.CONTENT_TOO_LARGE,
                "upload-too-large",
                exception.getMaxUploadSize() > 0
                        ? "The upload is larger than %d bytes, the most that is accepted here."
                                .formatted(exception.getMaxUploadSize())
                        : "The upload is larger than what is accepted here.");
    }

    @ExceptionHandler
    ProblemDetail broken(MultipartException exception) {
        return Problems.of(
                HttpStatus.BAD_REQUEST,
                "malformed-multipart",
                "A multipart/form-data body is required, with a boundary and with all of its parts complete.");
    }
}
