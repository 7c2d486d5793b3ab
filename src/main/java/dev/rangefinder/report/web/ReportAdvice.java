package dev.rangefinder.report.web;

import dev.rangefinder.report.ContradictionException;
import dev.rangefinder.report.OutOfWindowException;
import dev.rangefinder.shared.Violation;
import dev.rangefinder.shared.web.problem.Problems;
import dev.rangefinder.shared.web.problem.Problems.ValueError;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Reports that cannot be kept. */
@RestControllerAdvice
class ReportAdvice {

    @ExceptionHandler
    ProblemDetail contradiction(ContradictionException exception) {
        return conflict("observation-contradicts", exception, exception.violation());
    }

    @ExceptionHandler
    ProblemDetail outOfWindow(OutOfWindowException exception) {
        return conflict("observation-out-of-window", exception, exception.violation());
    }

    private static ProblemDetail conflict(String type, RuntimeException exception, Violation violation) {
        ProblemDetail problem = Problems.of(HttpStatus.CONFLICT, type, String.valueOf(exception.getMessage()));
        problem.setProperty(
                "errors", List.of(ValueError.of("/" + violation.field(), violation.value(), violation.expected())));
        return problem;
    }
}
