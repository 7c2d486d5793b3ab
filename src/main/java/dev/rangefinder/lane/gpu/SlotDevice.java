package dev.rangefinder.lane.gpu;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a slot trains on.
 *
 * @param name in the words of a trainer's order: {@code cpu}, or {@code gpu:N}, the N-th that the trainer sees
 * @param gpu of this machine; null for its processor, and for what a command finds elsewhere
 */
public record SlotDevice(String name, @Nullable Gpu gpu) {

    public static final SlotDevice CPU = new SlotDevice("cpu", null);

    /** Where a command starts the trainer, its launcher shows it one GPU: the first that it sees. */
    public static final SlotDevice GPU_ELSEWHERE = new SlotDevice("gpu:0", null);

    /** A GPU of this machine; its trainer is shown no other. */
    public static SlotDevice of(Gpu gpu) {
        return new SlotDevice("gpu:0", gpu);
    }

    /** What the environment of its trainers has beside that of the server. */
    public Map<String, String> environment() {
        return gpu == null ? Map.of() : Map.of("CUDA_VISIBLE_DEVICES", gpu.uuid());
    }

    /** In words, for the log. */
    @Override
    public String toString() {
        return gpu == null ? name : "GPU %d, %s".formatted(gpu.index(), gpu.model());
    }
}
