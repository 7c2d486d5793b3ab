package dev.rangefinder.lane.gpu;

import org.jspecify.annotations.Nullable;

/**
 * A GPU, or a slice of one (Multi-Instance GPU), which CUDA treats as a GPU of its own.
 *
 * @param uuid the same for every process that sees it
 * @param index of the whole GPU, in the order of the PCI bus, as {@code nvidia-smi} counts
 * @param model what it is called; of a slice with its profile
 * @param sliceOf the UUID of the GPU that it is a slice of; null of a whole one
 */
public record Gpu(
        String uuid, int index, String model, @Nullable String sliceOf) {

    /** The GPU whose state says how this one is. */
    public String whole() {
        return sliceOf == null ? uuid : sliceOf;
    }
}
