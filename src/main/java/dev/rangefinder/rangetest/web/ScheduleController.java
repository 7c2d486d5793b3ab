package dev.rangefinder.rangetest.web;

import dev.rangefinder.rangetest.RangeTest;
import dev.rangefinder.rangetest.RangeTests;
import dev.rangefinder.shared.web.NotFoundException;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/** Serves the schedule of a range test: the rates of every iteration, from the recommendation that was pinned. */
@RestController
@RequestMapping(RangeTestController.PATH + "/{id}/schedule")
class ScheduleController {

    private final RangeTests rangeTests;

    ScheduleController(RangeTests rangeTests) {
        this.rangeTests = rangeTests;
    }

    @ModelAttribute
    ScheduleQuery query(
            @RequestParam(required = false) @Nullable String policy,
            @RequestParam(required = false) @Nullable Long iterations,
            @RequestParam(name = "base_lr", required = false) @Nullable Double baseLr,
            @RequestParam(name = "max_lr", required = false) @Nullable Double maxLr,
            @RequestParam(name = "step_size", required = false) @Nullable Long stepSize,
            @RequestParam(name = "step_size_up", required = false) @Nullable Long stepSizeUp,
            @RequestParam(name = "step_size_down", required = false) @Nullable Long stepSizeDown,
            @RequestParam(required = false) @Nullable Long from,
            @RequestParam(required = false) @Nullable Long count) {
        return new ScheduleQuery(policy, iterations, baseLr, maxLr, stepSize, stepSizeUp, stepSizeDown, from, count);
    }

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    @Nullable
    ResponseEntity<ScheduleView> json(
            @PathVariable UUID id, @ModelAttribute(binding = false) ScheduleQuery query, WebRequest request) {
        return answer(id, query, MediaType.APPLICATION_JSON, request, Function.identity());
    }

    @GetMapping(produces = CurveController.CSV)
    @Nullable
    ResponseEntity<String> csv(
            @PathVariable UUID id, @ModelAttribute(binding = false) ScheduleQuery query, WebRequest request) {
        return answer(id, query, MediaType.valueOf(CurveController.CSV), request, ScheduleView::csv);
    }

    /** Null says to Spring that the answer is a 304, which is then already on its way. */
    private <T> @Nullable ResponseEntity<T> answer(
            UUID id, ScheduleQuery query, MediaType form, WebRequest request, Function<ScheduleView, T> body) {
        RangeTest rangeTest = rangeTests.find(id).orElseThrow(() -> new NotFoundException("range test", id));
        ScheduleView schedule =
                query.fill(rangeTest.recommendation().orElseThrow(() -> new NoRecommendationException(rangeTest)));
        String tag = Immutable.tag(form.toString(), schedule.parts());
        if (request.checkNotModified(tag)) {
            return null;
        }
        return ResponseEntity.ok()
                .contentType(form)
                .varyBy("Accept")
                .eTag(tag)
                .cacheControl(Immutable.FOR_A_YEAR)
                .body(body.apply(schedule));
    }
}
