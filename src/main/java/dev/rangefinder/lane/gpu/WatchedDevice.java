package dev.rangefinder.lane.gpu;

import dev.rangefinder.run.place.LaneRegistry.SlotGpu;
import java.util.Objects;
import java.util.Optional;

/**
 * The device of a slot, with what is known of how it is.
 *
 * @param leastFreeMegabytes what a run wants of the memory of a GPU
 */
public record WatchedDevice(SlotDevice device, Gpus gpus, long leastFreeMegabytes) {

    /** Why no run is to be begun on it; the slot rests until there is no reason left. */
    public Optional<String> obstacle() {
        return Optional.ofNullable(device.gpu()).flatMap(gpu -> gpus.obstacle(gpu, leastFreeMegabytes));
    }

    /** Why a run that trains on it is better tried again elsewhere. */
    public Optional<String> sickness() {
        return Optional.ofNullable(device.gpu()).flatMap(gpus::sickness);
    }

    /** The GPU as the registry of lanes shows it; for a slot that has one. */
    public SlotGpu described(int slots) {
        Gpu gpu = Objects.requireNonNull(device.gpu());
        Optional<GpuState> state = gpus.state(gpu);
        boolean isWhole = gpu.sliceOf() == null;
        return new SlotGpu(
                gpu.uuid(),
                gpu.index(),
                gpu.model(),
                slots,
                state.filter(is -> isWhole)
                        .map(GpuState::memoryMegabytes)
                        .map(WatchedDevice::bytes)
                        .orElse(null),
                state.filter(is -> isWhole)
                        .map(GpuState::usedMegabytes)
                        .map(WatchedDevice::bytes)
                        .orElse(null),
                state.filter(is -> isWhole)
                        .map(GpuState::utilizationPercent)
                        .map(percent -> percent / 100.0)
                        .orElse(null),
                state.map(GpuState::temperatureCelsius).orElse(null),
                obstacle().orElse(null));
    }

    private static long bytes(int megabytes) {
        return (long) megabytes << 20;
    }
}
