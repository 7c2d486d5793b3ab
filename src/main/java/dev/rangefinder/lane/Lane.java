package dev.rangefinder.lane;

import dev.rangefinder.lane.engine.LaneEngine;
import dev.rangefinder.lane.gpu.Gpu;
import dev.rangefinder.lane.gpu.WatchedDevice;
import dev.rangefinder.lane.process.LaunchPause;
import dev.rangefinder.run.place.LaneRegistry;
import dev.rangefinder.run.place.Offer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A lane of this server, with its slots. */
record Lane(Offer offer, LaneEngine engine, List<Slot> slots, LaunchPause pause) {

    private static final String SLOTS = "rangefinder.slots";

    /** What its trainers compute with, as others are told. */
    LaneRegistry.Engine announcedEngine() {
        return new LaneRegistry.Engine(engine.version(), engine.own() == null, engine.refusal());
    }

    long busy() {
        return slots.stream().filter(slot -> slot.execution().isPresent()).count();
    }

    /** Why it starts nothing, if its last launch failed. */
    Optional<LaneRegistry.Idle> idle() {
        return pause.reason().map(reason -> new LaneRegistry.Idle(reason, pause.left()));
    }

    /** The GPUs of this machine that its slots train on, and how they are. */
    List<LaneRegistry.SlotGpu> gpus() {
        Map<Gpu, List<WatchedDevice>> byGpu = new LinkedHashMap<>();
        for (Slot slot : slots) {
            Gpu gpu = slot.watched().device().gpu();
            if (gpu != null) {
                byGpu.computeIfAbsent(gpu, first -> new ArrayList<>()).add(slot.watched());
            }
        }
        return byGpu.values().stream()
                .map(devices -> devices.getFirst().described(devices.size()))
                .toList();
    }

    /** Has its slots and its GPUs measured for as long as it lives. */
    void measure(MeterRegistry meters) {
        Tags tags = Tags.of("lane", offer.lane(), "device", offer.device().toString());
        meters.gauge(SLOTS, tags, this, lane -> lane.slots().size());
        meters.gauge(SLOTS + ".busy", tags, this, Lane::busy);
        for (LaneRegistry.SlotGpu gpu : gpus()) {
            Tags ofGpu = Tags.of("lane", offer.lane(), "gpu", gpu.uuid());
            gauge(meters, "utilization", ofGpu, gpu.uuid(), LaneRegistry.SlotGpu::utilization);
            gauge(meters, "memory.used", ofGpu, gpu.uuid(), LaneRegistry.SlotGpu::usedBytes);
            gauge(meters, "temperature", ofGpu, gpu.uuid(), LaneRegistry.SlotGpu::celsius);
            gauge(meters, "fit", ofGpu, gpu.uuid(), now -> now.unfit() == null ? 1 : 0);
        }
    }

    private void gauge(
            MeterRegistry meters,
            String what,
            Tags tags,
            String uuid,
            Function<LaneRegistry.SlotGpu, @Nullable Number> value) {
        meters.gauge(
                "rangefinder.gpu." + what,
                tags,
                this,
                lane -> lane.gpus().stream()
                        .filter(gpu -> gpu.uuid().equals(uuid))
                        .map(value)
                        .filter(Objects::nonNull)
                        .mapToDouble(Number::doubleValue)
                        .findFirst()
                        .orElse(Double.NaN));
    }
}
