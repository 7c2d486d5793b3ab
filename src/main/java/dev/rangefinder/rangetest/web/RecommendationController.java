package dev.rangefinder.rangetest.web;

import dev.rangefinder.rangetest.RangeTest;
import dev.rangefinder.rangetest.RangeTests;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.shared.web.Immutable;
import dev.rangefinder.shared.web.NotFoundException;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Serves the recommendation that was pinned when the range test ended. */
@RestController
class RecommendationController {

    private final RangeTests rangeTests;

    RecommendationController(RangeTests rangeTests) {
        this.rangeTests = rangeTests;
    }

    @GetMapping(RangeTestController.PATH + "/{id}/recommendation")
    ResponseEntity<Recommendation> get(@PathVariable UUID id) {
        RangeTest rangeTest = rangeTests.find(id).orElseThrow(() -> new NotFoundException("range test", id));
        Recommendation recommendation =
                rangeTest.recommendation().orElseThrow(() -> new NoRecommendationException(rangeTest));
        return ResponseEntity.ok()
                .eTag(Immutable.tag(MediaType.APPLICATION_JSON_VALUE, id, recommendation))
                .cacheControl(Immutable.FOR_A_YEAR)
                .body(recommendation);
    }
}
