package dev.rangefinder.lane.catalogue;

import dev.rangefinder.lane.catalogue.Gpus.Gpu;
import dev.rangefinder.run.place.DeviceKind;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Which device each slot of a lane has.
 *
 * @param names a slot each, in the words of a trainer's order: {@code cpu}, or {@code gpu:N}
 */
public record Devices(DeviceKind kind, List<String> names) {

    /** Where a command starts the trainer, its launcher shows it one GPU: the first that it sees. */
    private static final String GPU_ELSEWHERE = "gpu:0";

    /**
     * Decides on the slots.
     *
     * @param lane its name, for messages
     * @param gpus those of this machine
     * @param environment names the engine: the one that comes with this program is for the CPU
     * @param take takes a GPU by its UUID, unless another server has it
     * @throws IllegalStateException if there are not as many free GPUs as the lane asks for
     */
    public static Devices of(
            String lane,
            LaneSettings settings,
            List<Gpu> gpus,
            Map<String, String> environment,
            Predicate<String> take) {
        boolean auto = settings.slots().equals("auto");
        int asked = auto ? 1 : Integer.parseInt(settings.slots());
        if (!settings.isHere()) {
            boolean onGpu = settings.device() == LaneSettings.Device.GPU;
            return new Devices(
                    onGpu ? DeviceKind.GPU : DeviceKind.CPU, Collections.nCopies(asked, onGpu ? GPU_ELSEWHERE : "cpu"));
        }
        boolean onGpu = switch (settings.device()) {
            case CPU -> false;
            case GPU -> true;
            case AUTO ->
                !gpus.isEmpty()
                        && environment.getOrDefault("PYTORCH_FLAVOR", "cpu").startsWith("cu");
        };
        if (!onGpu) {
            return new Devices(DeviceKind.CPU, Collections.nCopies(asked, "cpu"));
        }
        List<String> free = gpus.stream()
                .filter(gpu -> take.test(gpu.uuid()))
                .limit(auto ? gpus.size() : asked)
                .map(gpu -> "gpu:" + gpu.index())
                .toList();
        if (free.size() < asked) {
            throw new IllegalStateException(
                    "The lane %s asks for %d GPUs, but of the %d that nvidia-smi lists %d are free"
                            .formatted(lane, asked, gpus.size(), free.size()));
        }
        return new Devices(DeviceKind.GPU, free);
    }
}
