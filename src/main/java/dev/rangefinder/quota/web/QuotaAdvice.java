package dev.rangefinder.quota.web;

import dev.rangefinder.quota.QuotaExceededException;
import dev.rangefinder.shared.web.problem.Problems;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Submissions and uploads of a client that has what it may have. */
@RestControllerAdvice
class QuotaAdvice {

    /** A run takes seconds to hours: often enough for the one, seldom enough for the other. */
    private static final String RETRY_AFTER_SECONDS = "30";

    @ExceptionHandler
    ResponseEntity<ProblemDetail> exceeded(QuotaExceededException exception) {
        String detail = String.valueOf(exception.getMessage());
        return exception.passes()
                ? ResponseEntity.status(HttpStatus.TOO_MANY_REQUESTS)
                        .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                        .body(Problems.of(HttpStatus.TOO_MANY_REQUESTS, "quota-used-up", detail))
                : ResponseEntity.status(HttpStatus.FORBIDDEN)
                        .body(Problems.of(HttpStatus.FORBIDDEN, "above-quota", detail));
    }
}
