package dev.rangefinder.rangetest.web;

import dev.rangefinder.drawing.PictureSize;
import dev.rangefinder.drawing.web.PictureAnswer;
import dev.rangefinder.rangetest.RangeTest;
import dev.rangefinder.rangetest.RangeTests;
import dev.rangefinder.rangetest.Rereadings;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.shared.Check;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Serves range tests as pictures: one with its answer, or several laid over each other. */
@RestController
class PictureController {

    /** As many as there are colours and a line of each can be told from the others. */
    private static final int MOST_TESTS = 8;

    private final RangeTests rangeTests;
    private final Rereadings rereadings;
    private final PictureAnswer answer;

    PictureController(RangeTests rangeTests, Rereadings rereadings, PictureAnswer answer) {
        this.rangeTests = rangeTests;
        this.rereadings = rereadings;
        this.answer = answer;
    }

    /** With the answer, or while there is none as far as it has come. */
    @GetMapping(
            path = RangeTestController.PATH + "/{id}/curve.{form}",
            produces = {PictureAnswer.SVG, PictureAnswer.PNG})
    ResponseEntity<byte[]> one(
            @PathVariable UUID id,
            @PathVariable String form,
            @RequestParam(required = false) @Nullable Integer width,
            @RequestParam(required = false) @Nullable Integer height) {
        PictureSize size = new PictureSize(width, height);
        RangeTest rangeTest = rangeTests.require(id);
        Optional<Recommendation> recommendation = rangeTest.recommendation();
        return recommendation.isPresent()
                ? answer.immutable(form, () -> rereadings.picture(rangeTest, recommendation.get(), size))
                : answer.passing(form, () -> rereadings.overlay(List.of(rangeTest), size));
    }

    @GetMapping(
            path = RangeTestController.PATH + ".{form}",
            produces = {PictureAnswer.SVG, PictureAnswer.PNG})
    ResponseEntity<byte[]> several(
            @PathVariable String form,
            @RequestParam(name = "id", required = false, defaultValue = "") List<UUID> ids,
            @RequestParam(required = false) @Nullable Integer width,
            @RequestParam(required = false) @Nullable Integer height) {
        PictureSize size = new PictureSize(width, height);
        Check.fields()
                .that(
                        !ids.isEmpty() && ids.size() <= MOST_TESTS,
                        "id",
                        ids.size() + " range tests",
                        "1 to %d ids, each as a parameter of its own".formatted(MOST_TESTS))
                .that(ids.stream().noneMatch(Objects::isNull), "id", "", "an id")
                .orThrow();
        List<RangeTest> shown = ids.stream().map(rangeTests::require).toList();
        return answer.passing(form, () -> rereadings.overlay(shown, size));
    }
}
