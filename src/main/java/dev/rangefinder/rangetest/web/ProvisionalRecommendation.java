package dev.rangefinder.rangetest.web;

import dev.rangefinder.recommendation.NextTest;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.schedule.ScheduleWarnings.Warning;
import dev.rangefinder.shared.Wording;
import dev.rangefinder.shared.web.problem.Problems;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** What is said of a schedule whose rates come from a recommendation that is no more than a cautious guess. */
final class ProvisionalRecommendation {

    private ProvisionalRecommendation() {}

    /** Empty where the recommendation is an answer. */
    static Optional<Warning> warning(Recommendation recommendation) {
        return recommendation.isSure()
                ? Optional.empty()
                : Optional.of(new Warning("provisional_recommendation", sentence(recommendation)));
    }

    static void refuse(Recommendation recommendation) {
        if (!recommendation.isSure()) {
            throw new NotAcceptedException(sentence(recommendation));
        }
    }

    private static String sentence(Recommendation recommendation) {
        return "the recommendation is %s, not ok: its rates, max_lr %s among them, are a cautious guess; %s"
                .formatted(
                        recommendation.verdict().name().toLowerCase(Locale.ROOT),
                        Wording.brief(recommendation.maxLr()),
                        advice(recommendation.next()));
    }

    private static String advice(@Nullable NextTest next) {
        return next == null
                ? "its diagnoses say what to look at"
                : "the sweep that would answer goes from %s to %s in %d iterations, %s (next)"
                        .formatted(
                                Wording.brief(next.startLr()),
                                Wording.brief(next.endLr()),
                                next.iterations(),
                                Wording.times(next.repeats()));
    }

    static final class NotAcceptedException extends RuntimeException {

        private NotAcceptedException(String message) {
            super(message);
        }
    }

    @RestControllerAdvice
    static class Advice {

        @ExceptionHandler
        ProblemDetail notAccepted(NotAcceptedException exception) {
            return Problems.of(
                    HttpStatus.CONFLICT, "provisional-recommendation", String.valueOf(exception.getMessage()));
        }
    }
}
