package dev.rangefinder.schedule.web;

import dev.rangefinder.schedule.Multipliers;
import dev.rangefinder.schedule.render.ScheduleSlice;
import dev.rangefinder.schedule.store.StoredSchedule;
import dev.rangefinder.schedule.store.StoredSchedules;
import dev.rangefinder.shared.web.Immutable;
import dev.rangefinder.shared.web.NotFoundException;
import dev.rangefinder.shared.web.Problems;
import dev.rangefinder.shared.web.Problems.ValueError;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Serves the rates of a schedule of one's own: all, a part, or a single one. */
@RestController
@RequestMapping(StoredScheduleController.PATH + "/{id}/rates")
class RatesController {

    private final StoredSchedules schedules;
    private final RatesAnswer answer;

    RatesController(StoredSchedules schedules, RatesAnswer answer) {
        this.answer = answer;
        this.schedules = schedules;
    }

    @GetMapping
    void rates(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Long from,
            @RequestParam(required = false) @Nullable Long count,
            @RequestParam(required = false) @Nullable Long every,
            @RequestParam(required = false) @Nullable String group,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, HttpMediaTypeNotAcceptableException {
        StoredSchedule stored = find(id);
        ScheduleSlice part = new SliceQuery(from, count, every).of(stored.schedule(), stored.iterations());
        answer.send(
                Rates.of(part, Multipliers.of(stored.multipliers(), group), OptionalLong.empty()), request, response);
    }

    /** Spring answers a 304 by itself where the tag is known. */
    @GetMapping(path = "/{iteration}", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<RateView> rate(
            @PathVariable String id,
            @PathVariable long iteration,
            @RequestParam(required = false) @Nullable String group) {
        if (iteration < 0) {
            throw new NegativeIterationException(iteration);
        }
        StoredSchedule stored = find(id);
        RateView view = RateView.of(stored, iteration, Multipliers.of(stored.multipliers(), group));
        return ResponseEntity.ok()
                .eTag(Immutable.tag(MediaType.APPLICATION_JSON_VALUE, view))
                .cacheControl(Immutable.FOR_A_YEAR)
                .body(view);
    }

    private StoredSchedule find(String id) {
        return schedules.find(id).orElseThrow(() -> new NotFoundException("schedule", id));
    }

    @ExceptionHandler
    ProblemDetail negativeIteration(NegativeIterationException exception) {
        return Problems.ofValues(List.of(ValueError.of("{iteration}", exception.iteration, "0 or more")));
    }

    /** The rate of one iteration; the momentum where the policy says one. */
    record RateView(long iteration, double lr, @Nullable Double momentum) {

        /** Past the end the last values hold. */
        static RateView of(StoredSchedule stored, long iteration, double multiplier) {
            long held = Math.min(iteration, stored.iterations() - 1);
            OptionalDouble momentum = stored.schedule().momentum(held);
            return new RateView(
                    iteration,
                    stored.schedule().learningRate(held) * multiplier,
                    momentum.isPresent() ? momentum.getAsDouble() : null);
        }
    }

    static class NegativeIterationException extends RuntimeException {

        private final long iteration;

        NegativeIterationException(long iteration) {
            super("iteration " + iteration);
            this.iteration = iteration;
        }
    }
}
