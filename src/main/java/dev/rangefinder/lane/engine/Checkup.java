package dev.rangefinder.lane.engine;

import dev.rangefinder.trainer.protocol.TorchLibraries;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tries out every engine that lanes could have, now and not from memory, on every kind of device that there is. */
public final class Checkup {

    private final EngineSettings settings;
    private final ProvedEngines trials;
    private final boolean hasGpus;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * What was found.
     *
     * @param isWell false where something does not work that the settings ask for
     */
    public record Finding(String subject, String said, boolean isWell) {}

    private Checkup(EngineSettings settings, Path engineDirectory, boolean hasGpus) {
        this.settings = settings;
        this.trials = new ProvedEngines(engineDirectory, settings.trialLimit());
        this.hasGpus = hasGpus;
    }

    /**
     * Takes as long as its trials.
     *
     * @param engineDirectory of the bundled engine
     * @param hasGpus whether this machine has GPUs that may be used
     */
    public static List<Finding> of(EngineSettings settings, Path engineDirectory, boolean hasGpus) {
        Checkup checkup = new Checkup(settings, engineDirectory, hasGpus);
        checkup.tryOut("bundled", null, LaneEngines.CPU);
        if (!settings.isBundled()) {
            checkup.tryOwn();
        }
        return List.copyOf(checkup.findings);
    }

    private void tryOwn() {
        String where = settings.isAuto() ? LaneEngines.PYTHON : settings.pytorch();
        try {
            TorchLibraries own = new TorchFinder(settings.patience()).find(where);
            tryOut(where, own, LaneEngines.CPU);
            if (hasGpus && own.isForGpus()) {
                tryOut(where, own, LaneEngines.FIRST_GPU);
            } else if (hasGpus) {
                findings.add(new Finding(where, "it is for CPUs", false));
            }
        } catch (NoEngineException none) {
            findings.add(new Finding(where, none.getMessage(), !isNeeded()));
        }
    }

    private boolean isNeeded() {
        return hasGpus || !settings.isAuto();
    }

    private void tryOut(String name, @Nullable TorchLibraries own, String device) {
        try {
            String version = trials.tried(own, device);
            findings.add(new Finding(
                    name,
                    "PyTorch %s%s computes as it should on %s"
                            .formatted(
                                    version,
                                    own == null ? ", which comes with this program," : " in " + own.folder(),
                                    device),
                    true));
        } catch (NoEngineException failure) {
            findings.add(new Finding(name, failure.getMessage(), own != null && !isNeeded()));
        }
    }
}
