package dev.rangefinder.rangetest.web;

import dev.rangefinder.rangetest.RangeTest;
import dev.rangefinder.rangetest.RangeTests;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.Verdict;
import dev.rangefinder.recommendation.race.RacePlan;
import dev.rangefinder.run.RunState;
import dev.rangefinder.run.web.EventStreams;
import dev.rangefinder.run.web.RunGroup;
import dev.rangefinder.run.web.RunLabel;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Serves what happens to a range test as server-sent events. */
@RestController
class EventController {

    private final RangeTests rangeTests;
    private final EventStreams streams;

    EventController(RangeTests rangeTests, EventStreams streams) {
        this.rangeTests = rangeTests;
        this.streams = streams;
    }

    @GetMapping(path = RangeTestController.PATH + "/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    void events(
            @PathVariable UUID id,
            @RequestHeader(name = EventStreams.LAST_EVENT_ID, required = false) @Nullable String lastEventId,
            HttpServletRequest request,
            HttpServletResponse response) {
        RangeTest rangeTest = rangeTests.require(id);
        streams.answer(new Repeats(rangeTests, id, runs(rangeTest)), lastEventId, request, response);
    }

    /** How many runs it may come to have. */
    private static int runs(RangeTest rangeTest) {
        return rangeTest.repeats()
                + rangeTest.racePlan().map(RacePlan::trainings).orElse(0);
    }

    /** The runs of a range test. */
    private record Repeats(RangeTests rangeTests, UUID id, int runs) implements RunGroup {

        @Override
        public Optional<RunState> state() {
            return rangeTests.stateOf(id);
        }

        @Override
        public RunLabel label(int run) {
            return new RunLabel(null, run);
        }

        @Override
        public Optional<End> end() {
            return rangeTests.find(id).map(End::of);
        }
    }

    /** The last event. */
    record End(RunState state, @Nullable Verdict verdict) {

        static End of(RangeTest rangeTest) {
            return new End(
                    rangeTest.state(),
                    rangeTest.recommendation().map(Recommendation::verdict).orElse(null));
        }
    }
}
