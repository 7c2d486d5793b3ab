package dev.rangefinder.lane.gpu;

import dev.rangefinder.shared.Check;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Which GPUs of this machine a lane takes.
 *
 * @param model a part of what they are called, whatever its case
 * @param minMemory what must be free of its memory before a run is begun on one; none is taken that has less at all
 * @param slotsEach how many runs at once on one of them
 */
public record GpuDemand(
        @Nullable String model,
        @DefaultValue("0B") DataSize minMemory,
        @DefaultValue("1") int slotsEach) {

    public GpuDemand {
        Check.fields()
                .that(!minMemory.isNegative(), "min-memory", minMemory, "0 bytes or more")
                .between("slots-each", slotsEach, 1, 64)
                .orThrow();
    }

    /** Whether a GPU is one of those, by what never changes of it. */
    public boolean fits(Gpu gpu, Gpus gpus) {
        return isCalled(gpu) && hasMemory(gpu, gpus);
    }

    private boolean isCalled(Gpu gpu) {
        return model == null || gpu.model().toLowerCase(Locale.ROOT).contains(model.toLowerCase(Locale.ROOT));
    }

    private boolean hasMemory(Gpu gpu, Gpus gpus) {
        return gpu.sliceOf() != null
                || gpus.state(gpu)
                        .map(GpuState::memoryMegabytes)
                        .map(memory -> memory >= minMemory.toMegabytes())
                        .orElse(true);
    }
}
