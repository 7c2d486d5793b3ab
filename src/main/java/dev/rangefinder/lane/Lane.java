package dev.rangefinder.lane;

import dev.rangefinder.lane.process.LaunchPause;
import dev.rangefinder.run.place.LaneRegistry;
import dev.rangefinder.run.place.Offer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Optional;

/** A lane of this server, with its slots. */
record Lane(Offer offer, List<Slot> slots, LaunchPause pause) {

    private static final String SLOTS = "rangefinder.slots";

    long busy() {
        return slots.stream().filter(slot -> slot.execution().isPresent()).count();
    }

    /** Why it starts nothing, if its last launch failed. */
    Optional<LaneRegistry.Idle> idle() {
        return pause.reason().map(reason -> new LaneRegistry.Idle(reason, pause.left()));
    }

    /** Has its slots counted for as long as it lives. */
    void measure(MeterRegistry meters) {
        Tags tags = Tags.of("lane", offer.lane(), "device", offer.device().toString());
        meters.gauge(SLOTS, tags, this, lane -> lane.slots().size());
        meters.gauge(SLOTS + ".busy", tags, this, Lane::busy);
    }
}
