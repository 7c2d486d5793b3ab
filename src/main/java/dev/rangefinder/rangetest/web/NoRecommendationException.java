package dev.rangefinder.rangetest.web;

import dev.rangefinder.rangetest.RangeTest;
import dev.rangefinder.shared.ConflictException;
import java.util.Locale;

/** A range test that has no recommendation yet, or never will. */
class NoRecommendationException extends ConflictException {

    NoRecommendationException(RangeTest rangeTest) {
        super(
                rangeTest.state().isFinal() ? "no-recommendation" : "not-finished",
                "Range test %s is %s; a recommendation comes when it has succeeded."
                        .formatted(rangeTest.getId(), rangeTest.state().name().toLowerCase(Locale.ROOT)));
    }
}
