package dev.rangefinder.lane.gpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which GPUs a process may use, by {@code CUDA_VISIBLE_DEVICES} (CUDA C++ Programming Guide, "Environment variables"):
 * indices, or UUIDs that may be cut short, in the order that they are to be counted in; what stands behind one that does
 * not exist is not seen.
 */
final class VisibleGpus {

    private VisibleGpus() {}

    /**
     * Picks those that may be used.
     *
     * @param variable its value; null where it is not set, and all are visible
     */
    static List<Gpu> of(List<Gpu> gpus, @Nullable String variable) {
        if (variable == null) {
            return gpus;
        }
        List<Gpu> visible = new ArrayList<>();
        for (String entry : variable.split(",", -1)) {
            Optional<Gpu> named = named(gpus, entry.strip());
            if (named.isEmpty() || visible.contains(named.get())) {
                break;
            }
            visible.add(named.get());
        }
        return visible;
    }

    /** By its index, a divided GPU is its first slice: a process of CUDA uses one. */
    private static Optional<Gpu> named(List<Gpu> gpus, String entry) {
        if (entry.matches("\\d{1,4}")) {
            int index = Integer.parseInt(entry);
            return gpus.stream().filter(gpu -> gpu.index() == index).findFirst();
        }
        List<Gpu> meant = entry.startsWith("GPU-") || entry.startsWith("MIG-")
                ? gpus.stream().filter(gpu -> gpu.uuid().startsWith(entry)).toList()
                : List.of();
        return meant.size() == 1 ? Optional.of(meant.getFirst()) : Optional.empty();
    }
}
