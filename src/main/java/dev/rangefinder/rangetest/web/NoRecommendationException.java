package dev.rangefinder.rangetest.web;

import dev.rangefinder.rangetest.RangeTest;
import dev.rangefinder.shared.web.Problems;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** A range test that has no recommendation yet, or never will. */
class NoRecommendationException extends RuntimeException {

    private final boolean over;

    NoRecommendationException(RangeTest rangeTest) {
        super("Range test %s is %s; a recommendation comes when it has succeeded."
                .formatted(rangeTest.getId(), rangeTest.state().name().toLowerCase(Locale.ROOT)));
        this.over = rangeTest.state().isFinal();
    }

    @RestControllerAdvice
    static class Advice {

        @ExceptionHandler
        ProblemDetail noRecommendation(NoRecommendationException exception) {
            return Problems.of(
                    HttpStatus.CONFLICT,
                    exception.over ? "no-recommendation" : "not-finished",
                    String.valueOf(exception.getMessage()));
        }
    }
}
