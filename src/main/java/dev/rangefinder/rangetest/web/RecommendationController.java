package dev.rangefinder.rangetest.web;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.rangefinder.drawing.PictureSize;
import dev.rangefinder.rangetest.RangeTest;
import dev.rangefinder.rangetest.RangeTests;
import dev.rangefinder.rangetest.Rereadings;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.algorithm.Algorithm;
import dev.rangefinder.recommendation.algorithm.Algorithms;
import dev.rangefinder.recommendation.algorithm.FittedCurves;
import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.InvalidValuesException;
import dev.rangefinder.shared.Violation;
import dev.rangefinder.shared.web.heavy.HeavyWork;
import dev.rangefinder.shared.web.immutable.Immutable;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Serves the recommendation that was pinned when the range test ended: as it is, with the step size for a training of a
 * known length, as a picture; and what another algorithm would have said.
 */
@RestController
@RequestMapping(RangeTestController.PATH + "/{id}/recommendation")
class RecommendationController {

    private static final String SVG = "image/svg+xml";

    /** The recommendation, and beside it where what it says is explained. */
    record Documented(@JsonUnwrapped Recommendation recommendation, Documentation documentation) {

        static Documented of(Recommendation recommendation) {
            return new Documented(recommendation, Documentation.of(recommendation));
        }
    }

    private final RangeTests rangeTests;
    private final Rereadings rereadings;
    private final HeavyWork heavy;

    RecommendationController(RangeTests rangeTests, Rereadings rereadings, HeavyWork heavy) {
        this.heavy = heavy;
        this.rangeTests = rangeTests;
        this.rereadings = rereadings;
    }

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Documented> json(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String algorithm,
            @RequestParam(required = false) @Nullable Long iterations,
            @RequestParam(required = false) @Nullable Long epochs) {
        Recommendation recommendation = recommendation(rangeTests.require(id), algorithm);
        @Nullable
        Long length = length(iterations, epochs, recommendation.stepSize().iterationsPerEpoch());
        return answer(
                MediaType.APPLICATION_JSON,
                id,
                Documented.of(length == null ? recommendation : recommendation.forRun(length)));
    }

    @GetMapping(produces = SVG)
    ResponseEntity<String> svg(@PathVariable UUID id, @RequestParam(required = false) @Nullable String algorithm) {
        RangeTest rangeTest = rangeTests.require(id);
        Recommendation recommendation = recommendation(rangeTest, algorithm);
        return answer(
                MediaType.valueOf(SVG),
                id,
                heavy.answer(() -> rereadings
                        .picture(rangeTest, recommendation, PictureSize.USUAL)
                        .svg()));
    }

    @GetMapping(path = "/fit", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<FittedCurves> fit(@PathVariable UUID id) {
        RangeTest rangeTest = rangeTests.require(id);
        recommendation(rangeTest, null);
        return answer(MediaType.APPLICATION_JSON, id, heavy.answer(() -> rereadings.fit(rangeTest)));
    }

    private static <T> ResponseEntity<T> answer(MediaType form, UUID id, T body) {
        return ResponseEntity.ok()
                .contentType(form)
                .varyBy("Accept")
                .eTag(Immutable.tag(form.toString(), id, body))
                .cacheControl(Immutable.FOR_A_YEAR)
                .body(body);
    }

    private Recommendation recommendation(RangeTest rangeTest, @Nullable String algorithm) {
        Recommendation pinned = rangeTest.recommendation().orElseThrow(() -> new NoRecommendationException(rangeTest));
        if (algorithm == null) {
            return pinned;
        }
        Algorithm wanted = algorithm(algorithm);
        return wanted.id().equals(pinned.algorithm()) ? pinned : heavy.answer(() -> rereadings.read(rangeTest, wanted));
    }

    static Algorithm algorithm(String id) {
        return Algorithms.named(id)
                .orElseThrow(() -> new InvalidValuesException(
                        List.of(new Violation("algorithm", id, "one of " + String.join(", ", Algorithms.ids())))));
    }

    private static @Nullable Long length(@Nullable Long iterations, @Nullable Long epochs, long iterationsPerEpoch) {
        long most = Schedule.MOST_ITERATIONS / Math.max(1, iterationsPerEpoch);
        Check.fields()
                .that(epochs == null || iterations == null, "epochs", epochs, "either epochs or iterations")
                .that(epochs == null || (epochs >= 1 && epochs <= most), "epochs", epochs, "1 to " + most)
                .that(
                        iterations == null || iterations <= Schedule.MOST_ITERATIONS,
                        "iterations",
                        iterations,
                        "at most 2^53")
                .orThrow();
        return epochs == null ? iterations : Long.valueOf(epochs * Math.max(1, iterationsPerEpoch));
    }
}
