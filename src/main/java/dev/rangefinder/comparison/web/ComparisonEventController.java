package dev.rangefinder.comparison.web;

import dev.rangefinder.comparison.Comparison;
import dev.rangefinder.comparison.Comparisons;
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

/** Serves what happens to a comparison as server-sent events. */
@RestController
class ComparisonEventController {

    private final Comparisons comparisons;
    private final EventStreams streams;

    ComparisonEventController(Comparisons comparisons, EventStreams streams) {
        this.comparisons = comparisons;
        this.streams = streams;
    }

    @GetMapping(path = ComparisonController.PATH + "/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    void events(
            @PathVariable UUID id,
            @RequestHeader(name = EventStreams.LAST_EVENT_ID, required = false) @Nullable String lastEventId,
            HttpServletRequest request,
            HttpServletResponse response) {
        Comparison comparison = comparisons.require(id);
        streams.answer(new RunsOfComparison(comparisons, comparison), lastEventId, request, response);
    }

    private record RunsOfComparison(Comparisons comparisons, Comparison comparison) implements RunGroup {

        @Override
        public UUID id() {
            return comparison.getId();
        }

        @Override
        public int runs() {
            return comparison.order().runs();
        }

        @Override
        public Optional<RunState> state() {
            return comparisons.stateOf(id());
        }

        @Override
        public RunLabel label(int run) {
            return new RunLabel(comparison.entryOf(run).name(), comparison.repeatOf(run));
        }

        @Override
        public Optional<End> end() {
            return state().map(End::new);
        }
    }

    /** The last event. */
    record End(RunState state) {}
}
