package dev.rangefinder.shared.web;

import dev.rangefinder.shared.InvalidValuesException;
import dev.rangefinder.shared.web.Problems.ValueError;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;

/** Turns what goes wrong in every room alike into problem answers; what is a room's own stands with its controller. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    /** Values that came as query parameters: those of a body are explained with their place in it. */
    @ExceptionHandler
    ProblemDetail invalidValues(InvalidValuesException exception) {
        return Problems.ofValues(exception.violations().stream()
                .map(violation -> ValueError.of("?" + violation.field(), violation.value(), violation.expected()))
                .toList());
    }

    @ExceptionHandler
    ProblemDetail notFound(NotFoundException exception) {
        return Problems.of(HttpStatus.NOT_FOUND, "not-found", String.valueOf(exception.getMessage()));
    }

    @ExceptionHandler
    ProblemDetail tooLarge(BodyTooLargeException exception) {
        return Problems.of(HttpStatus.CONTENT_TOO_LARGE, "body-too-large", String.valueOf(exception.getMessage()));
    }

    @ExceptionHandler
    ProblemDetail unexpected(Exception exception) {
        LOG.error("Unexpected failure of a request", exception);
        return Problems.of(
                HttpStatus.INTERNAL_SERVER_ERROR, "internal", "Something went wrong here; the log says what.");
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException exception, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        ProblemDetail problem = unreadable(exception);
        return handleExceptionInternal(
                exception, problem, headers, HttpStatusCode.valueOf(problem.getStatus()), request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException exception, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String name = exception instanceof MethodArgumentTypeMismatchException argument
                ? argument.getName()
                : String.valueOf(exception.getPropertyName());
        Class<?> type = exception.getRequiredType();
        String expected = "a value of type %s".formatted(type == null ? "another" : type.getSimpleName());
        ProblemDetail problem = Problems.ofValues(List.of(ValueError.of("?" + name, exception.getValue(), expected)));
        return handleExceptionInternal(exception, problem, headers, HttpStatus.BAD_REQUEST, request);
    }

    private static ProblemDetail unreadable(HttpMessageNotReadableException exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof BodyTooLargeException tooLarge) {
                return Problems.of(
                        HttpStatus.CONTENT_TOO_LARGE, "body-too-large", String.valueOf(tooLarge.getMessage()));
            }
        }
        return exception.getCause() instanceof JacksonException json
                ? JsonErrors.explain(json)
                : Problems.of(HttpStatus.BAD_REQUEST, "malformed-json", "A JSON body is required.");
    }
}
