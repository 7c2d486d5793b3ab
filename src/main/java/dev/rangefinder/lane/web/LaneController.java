package dev.rangefinder.lane.web;

import dev.rangefinder.run.QueueStatus;
import dev.rangefinder.run.QueueStatus.InTraining;
import dev.rangefinder.run.RunSettings;
import dev.rangefinder.run.place.LaneRegistry;
import dev.rangefinder.run.place.LaneRegistry.Presence;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows the lanes of all servers: their slots, and what trains there. */
@RestController
@RequestMapping(LaneController.PATH)
class LaneController {

    static final String PATH = "/v1/lanes";

    private final LaneRegistry lanes;
    private final QueueStatus queue;
    private final RunSettings settings;

    LaneController(LaneRegistry lanes, QueueStatus queue, RunSettings settings) {
        this.lanes = lanes;
        this.queue = queue;
        this.settings = settings;
    }

    @GetMapping
    ResponseEntity<LaneList> list() {
        Map<String, List<Presence>> byLane = lanes.presences(settings.lease()).stream()
                .collect(Collectors.groupingBy(presence -> presence.offer().lane(), TreeMap::new, Collectors.toList()));
        List<InTraining> inTraining = queue.inTraining();
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(new LaneList(byLane.entrySet().stream()
                        .map(lane -> LaneView.of(lane.getKey(), lane.getValue(), inTraining, queue::waitingFor))
                        .toList()));
    }

    /** All lanes; there are never so many that they need pages. */
    record LaneList(List<LaneView> items) {}
}
