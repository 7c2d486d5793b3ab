package dev.rangefinder.lane.gpu;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a whole GPU is. What the tool does not say is null.
 *
 * @param memoryMegabytes in total, in units of 2²⁰ bytes
 * @param usedMegabytes of that, by whatever process
 * @param utilizationPercent the share of the last moments in which it computed
 * @param temperatureCelsius of its core
 * @param memoryErrors that could not be corrected, since the driver was loaded
 * @param fault what the tool says in the place of a value when a device no longer answers
 */
public record GpuState(
        @Nullable Integer memoryMegabytes,
        @Nullable Integer usedMegabytes,
        @Nullable Integer utilizationPercent,
        @Nullable Integer temperatureCelsius,
        @Nullable Integer memoryErrors,
        @Nullable String fault) {

    /** Why nothing is to be trained on it. */
    Optional<String> sickness() {
        if (fault != null) {
            return Optional.of("nvidia-smi says %s of it".formatted(fault));
        }
        return memoryErrors != null && memoryErrors > 0
                ? Optional.of("errors of its memory that could not be corrected: %d".formatted(memoryErrors))
                : Optional.empty();
    }

    /** What no process has taken of its memory, in units of 2²⁰ bytes; empty where the tool does not say it. */
    Optional<Integer> freeMegabytes() {
        return memoryMegabytes == null || usedMegabytes == null
                ? Optional.empty()
                : Optional.of(memoryMegabytes - usedMegabytes);
    }
}
