package dev.rangefinder.lane.engine;

import dev.rangefinder.run.place.DeviceKind;
import dev.rangefinder.trainer.protocol.TorchLibraries;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What lanes compute with on CPUs and on GPUs.
 *
 * @param onCpus of lanes on the CPU
 * @param onGpus of lanes on GPUs; the bundled one where there is none for them
 */
public record LaneEngines(LaneEngine onCpus, LaneEngine onGpus) {

    private static final Logger LOG = LoggerFactory.getLogger(LaneEngines.class);

    /** What {@code auto} asks. */
    static final String PYTHON = "python3";

    static final String CPU = "cpu";

    /** A process that is shown some GPUs sees the first by this name. */
    static final String FIRST_GPU = "gpu:0";

    /** Nothing is asked for that. */
    public static LaneEngines bundled() {
        return new LaneEngines(LaneEngine.bundled(null), LaneEngine.bundled(null));
    }

    /**
     * Finds and proves what the settings name; what fails is said in the log, and the bundled engine serves.
     *
     * @param engineDirectory of the bundled engine
     * @param hasGpus whether this machine has GPUs that may be used
     */
    public static LaneEngines of(EngineSettings settings, Path engineDirectory, boolean hasGpus) {
        if (settings.isBundled() || (settings.isAuto() && !hasGpus)) {
            return bundled();
        }
        Search search = new Search(settings, new ProvedEngines(engineDirectory, settings.trialLimit()));
        LaneEngine onGpus = search.engine(hasGpus ? FIRST_GPU : CPU);
        LaneEngine onCpus = settings.isAuto() ? LaneEngine.bundled(null) : hasGpus ? search.engine(CPU) : onGpus;
        return new LaneEngines(onCpus, onGpus);
    }

    /** That of a lane on such devices. */
    public LaneEngine of(DeviceKind kind) {
        return switch (kind) {
            case CPU -> onCpus;
            case GPU -> onGpus;
        };
    }

    private record Search(EngineSettings settings, ProvedEngines proved) {

        LaneEngine engine(String device) {
            try {
                TorchLibraries own =
                        new TorchFinder(settings.patience()).find(settings.isAuto() ? PYTHON : settings.pytorch());
                if (!device.equals(CPU) && !own.isForGpus()) {
                    throw new NoEngineException("it is for CPUs");
                }
                return new LaneEngine(own, proved.version(own, device), null);
            } catch (NoEngineException none) {
                LOG.warn(
                        "rangefinder.engine.pytorch={}: {}. The PyTorch that comes with this program serves instead",
                        settings.pytorch(),
                        none.getMessage());
                return LaneEngine.bundled(none.getMessage());
            }
        }
    }
}
