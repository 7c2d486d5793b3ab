package dev.rangefinder.lane.catalogue;

import dev.rangefinder.lane.gpu.Gpu;
import dev.rangefinder.lane.gpu.Gpus;
import dev.rangefinder.lane.gpu.SlotDevice;
import dev.rangefinder.run.place.DeviceKind;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which device each slot of a lane has.
 *
 * @param slots a device each
 */
public record Devices(DeviceKind kind, List<SlotDevice> slots) {

    /**
     * Decides on the slots.
     *
     * @param lane its name, for messages
     * @param gpus those of this machine
     * @param isEngineForGpus false for the engine that comes with this program
     * @param take takes a GPU by its UUID, unless another server has it
     * @throws IllegalStateException if it says GPUs and the engine is not for them, or there are not as many free ones
     */
    public static Devices of(
            String lane, LaneSettings settings, Gpus gpus, boolean isEngineForGpus, Predicate<String> take) {
        if (settings.device() == LaneSettings.Device.GPU && !isEngineForGpus) {
            throw new IllegalStateException(
                    "The lane %s is on GPUs, and the engine is for CPUs: rangefinder.engine.pytorch has to name a PyTorch for CUDA that passes its trial on this machine; the log says what became of the one that was tried, if any"
                            .formatted(lane));
        }
        boolean auto = settings.slots().equals("auto");
        int asked = auto ? 1 : Integer.parseInt(settings.slots());
        if (!settings.isHere()) {
            return settings.device() == LaneSettings.Device.GPU
                    ? new Devices(DeviceKind.GPU, Collections.nCopies(asked, SlotDevice.GPU_ELSEWHERE))
                    : new Devices(DeviceKind.CPU, Collections.nCopies(asked, SlotDevice.CPU));
        }
        boolean onGpu = switch (settings.device()) {
            case CPU -> false;
            case GPU -> true;
            case AUTO -> !gpus.usable().isEmpty() && isEngineForGpus;
        };
        if (!onGpu) {
            return new Devices(DeviceKind.CPU, Collections.nCopies(asked, SlotDevice.CPU));
        }
        int each = settings.gpu().slotsEach();
        List<Gpu> fitting = gpus.usable().stream()
                .filter(gpu -> settings.gpu().fits(gpu, gpus))
                .toList();
        List<SlotDevice> slots = fitting.stream()
                .filter(gpu -> take.test(gpu.uuid()))
                .limit(auto ? fitting.size() : Math.ceilDiv(asked, each))
                .flatMap(gpu -> Collections.nCopies(each, SlotDevice.of(gpu)).stream())
                .limit(auto ? Long.MAX_VALUE : asked)
                .toList();
        if (slots.size() < asked) {
            throw new IllegalStateException(
                    "The lane %s asks for %d slots on GPUs, but has %d: of the %d GPUs that are visible %d are what it asks for; the rest are another server's or lane's%s"
                            .formatted(lane, asked, slots.size(), gpus.usable().size(), fitting.size(), said(gpus)));
        }
        return new Devices(DeviceKind.GPU, slots);
    }

    private static String said(Gpus gpus) {
        return gpus.complaint().isEmpty() ? "" : " (" + gpus.complaint() + ")";
    }
}
