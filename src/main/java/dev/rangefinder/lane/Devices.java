package dev.rangefinder.lane;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Which device each slot of a lane has, in the words of a trainer's order: {@code cpu}, or {@code gpu:N}. */
final class Devices {

    private Devices() {}

    /**
     * Decides on the slots.
     *
     * @param gpus how many GPUs the machine has
     * @param environment names the engine: the one that comes with this program is for the CPU
     */
    static List<String> ofSlots(LaneSettings settings, int gpus, Map<String, String> environment) {
        boolean onGpu = switch (settings.device()) {
            case CPU -> false;
            case GPU -> true;
            case AUTO ->
                gpus > 0 && environment.getOrDefault("PYTORCH_FLAVOR", "cpu").startsWith("cu");
        };
        int slots =
                settings.slots().equals("auto") ? (onGpu ? Math.max(gpus, 1) : 1) : Integer.parseInt(settings.slots());
        if (onGpu && slots > gpus) {
            throw new IllegalStateException(
                    "The lane local asks for %d GPUs, but nvidia-smi lists %d".formatted(slots, gpus));
        }
        return IntStream.range(0, slots)
                .mapToObj(slot -> onGpu ? "gpu:" + slot : "cpu")
                .toList();
    }
}
