package dev.rangefinder.schedule.web;

import dev.rangefinder.drawing.PictureSize;
import dev.rangefinder.drawing.web.PictureAnswer;
import dev.rangefinder.schedule.Multipliers;
import dev.rangefinder.schedule.render.SchedulePicture;
import dev.rangefinder.schedule.render.ScheduleSlice;
import dev.rangefinder.schedule.store.StoredSchedule;
import dev.rangefinder.schedule.store.StoredSchedules;
import dev.rangefinder.shared.web.immutable.Immutable;
import dev.rangefinder.shared.web.problem.NotFoundException;
import dev.rangefinder.shared.web.problem.Problems;
import dev.rangefinder.shared.web.problem.Problems.ValueError;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
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
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Serves the rates of a schedule of one's own: all, a part, or a single one. */
@RestController
class RatesController {

    private static final String PATH = StoredScheduleController.PATH + "/{id}/rates";

    private final StoredSchedules schedules;
    private final RatesAnswer answer;
    private final PictureAnswer pictures;

    RatesController(StoredSchedules schedules, RatesAnswer answer, PictureAnswer pictures) {
        this.pictures = pictures;
        this.answer = answer;
        this.schedules = schedules;
    }

    @GetMapping(PATH)
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

    /** As a picture, with a line for each group where no single one is asked for. */
    @GetMapping(
            path = PATH + ".{form}",
            produces = {PictureAnswer.SVG, PictureAnswer.PNG})
    ResponseEntity<byte[]> picture(
            @PathVariable String id,
            @PathVariable String form,
            @RequestParam(required = false) @Nullable Long from,
            @RequestParam(required = false) @Nullable Long count,
            @RequestParam(required = false) @Nullable Long every,
            @RequestParam(required = false) @Nullable String group,
            @RequestParam(required = false) @Nullable Integer width,
            @RequestParam(required = false) @Nullable Integer height) {
        PictureSize size = new PictureSize(width, height);
        StoredSchedule stored = find(id);
        double multiplier = Multipliers.of(stored.multipliers(), group);
        ScheduleSlice part = new SliceQuery(from, count, every).of(stored.schedule(), stored.iterations());
        return pictures.immutable(
                form,
                () -> SchedulePicture.of(part, multiplier, group == null ? stored.multipliers() : Map.of(), size));
    }

    /** Spring answers a 304 by itself where the tag is known. */
    @GetMapping(path = PATH + "/{iteration}", produces = MediaType.APPLICATION_JSON_VALUE)
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
