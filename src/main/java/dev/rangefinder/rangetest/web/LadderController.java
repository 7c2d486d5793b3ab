package dev.rangefinder.rangetest.web;

import dev.rangefinder.rangetest.RangeTests;
import dev.rangefinder.rangetest.submission.Sweep;
import dev.rangefinder.schedule.web.Rates;
import dev.rangefinder.schedule.web.RatesAnswer;
import dev.rangefinder.schedule.web.SliceQuery;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Serves the rates that a range test itself goes through. */
@RestController
class LadderController {

    private final RangeTests rangeTests;
    private final RatesAnswer answer;

    LadderController(RangeTests rangeTests, RatesAnswer answer) {
        this.answer = answer;
        this.rangeTests = rangeTests;
    }

    @GetMapping(RangeTestController.PATH + "/{id}/ladder")
    void ladder(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable Long from,
            @RequestParam(required = false) @Nullable Long count,
            @RequestParam(required = false) @Nullable Long every,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, HttpMediaTypeNotAcceptableException {
        Sweep sweep = rangeTests.require(id).sweep();
        SliceQuery part = new SliceQuery(from, count, every);
        answer.send(Rates.of(part.of(sweep.ladder(), sweep.iterations()), 1, OptionalLong.empty()), request, response);
    }
}
