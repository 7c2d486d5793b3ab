package dev.rangefinder.shared.web.problem;

import dev.rangefinder.shared.ConflictException;
import dev.rangefinder.shared.InvalidValuesException;
import dev.rangefinder.shared.web.problem.Problems.ValueError;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;

/** Turns what goes wrong in every room alike into problem answers; what is a room's own stands with its controller. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

    /**
     * Values of query parameters, or of a body that could be read: one that cannot is explained by {@link JsonErrors}.
     */
    @ExceptionHandler
    ProblemDetail invalidValues(InvalidValuesException exception, HttpServletRequest request) {
        String prefix = request.getMethod().equals("GET") ? "?" : "/";
        return Problems.ofValues(exception.violations().stream()
                .map(violation -> ValueError.of(prefix + violation.field(), violation.value(), violation.expected()))
                .toList());
    }

    @ExceptionHandler
    ProblemDetail conflict(ConflictException exception) {
        return Problems.of(HttpStatus.CONFLICT, exception.problem(), String.valueOf(exception.getMessage()));
    }

    @ExceptionHandler
    ProblemDetail notFound(NotFoundException exception) {
        return Problems.of(HttpStatus.NOT_FOUND, "not-found", String.valueOf(exception.getMessage()));
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
        Class<?> type = exception.getRequiredType();
        ProblemDetail problem = Problems.ofValues(List.of(ValueError.of(
                pointer(exception), exception.getValue(), type == null ? "another value" : Expected.of(type))));
        return handleExceptionInternal(exception, problem, headers, HttpStatus.BAD_REQUEST, request);
    }

    private static String pointer(TypeMismatchException exception) {
        if (!(exception instanceof MethodArgumentTypeMismatchException argument)) {
            return "?" + exception.getPropertyName();
        }
        return argument.getParameter().hasParameterAnnotation(PathVariable.class)
                ? "{" + argument.getName() + "}"
                : "?" + argument.getName();
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception exception,
            @Nullable Object body,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        Optional<ProblemDetail> explained = HttpRefusals.explain(exception, ((ServletWebRequest) request).getRequest())
                .map(sentence -> Problems.ofStatus(status, sentence));
        return super.handleExceptionInternal(
                exception, explained.<Object>map(it -> it).orElse(body), headers, status, request);
    }

    /** What Spring refuses by itself has no type: it gets one from the name of its status. */
    @Override
    protected ResponseEntity<Object> createResponseEntity(
            @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (!(body instanceof ProblemDetail problem)) {
            return super.createResponseEntity(body, headers, status, request);
        }
        return ResponseEntity.status(status)
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON) // said, since an Accept may be past reading
                .body(
                        Problems.hasNoType(problem)
                                ? Problems.ofStatus(status, String.valueOf(problem.getDetail()))
                                : problem);
    }

    private static ProblemDetail unreadable(HttpMessageNotReadableException exception) {
        return exception.getCause() instanceof JacksonException json
                ? JsonErrors.explain(json)
                : Problems.of(HttpStatus.BAD_REQUEST, "malformed-json", "A JSON body is required.");
    }
}
