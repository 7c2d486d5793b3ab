package dev.rangefinder.lane.engine;

import dev.rangefinder.trainer.TrainerCommand;
import dev.rangefinder.trainer.protocol.TorchLibraries;
import org.jspecify.annotations.Nullable;

/**
 * What the trainers of a lane compute with.
 *
 * @param own the PyTorch of the user's; null for the one that comes with this program
 * @param version of PyTorch
 * @param refusal why it is not the one that was asked for; null if it is
 */
public record LaneEngine(
        @Nullable TorchLibraries own,
        String version,
        @Nullable String refusal) {

    static LaneEngine bundled(@Nullable String refusal) {
        return new LaneEngine(null, TrainerCommand.BUNDLED_PYTORCH, refusal);
    }

    public boolean isForGpus() {
        return own != null && own.isForGpus();
    }

    /**
     * The engine of uploaded models: on CPUs the one that has tried them out when they were uploaded, on GPUs there is
     * but one.
     */
    public @Nullable TorchLibraries ownForModels() {
        return isForGpus() ? own : null;
    }

    /** In words, for the log. */
    @Override
    public String toString() {
        return "PyTorch %s%s"
                .formatted(version, own == null ? ", which comes with this program" : " in " + own.folder());
    }
}
