package dev.rangefinder.lane.engine;

import dev.rangefinder.shared.Check;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which PyTorch trainers compute with.
 *
 * @param pytorch {@code bundled} for the one that comes with this program, which is for the CPU; a Python that has one,
 *     or a folder of one, for all lanes; {@code auto} for that of {@code python3} on GPUs and the bundled one on CPUs,
 *     so that curves of CPUs do not depend on what else is installed
 * @param patience how long a Python may take to say where its PyTorch is
 * @param trialLimit how long the trial may take; a GPU is slow to its first step
 */
@ConfigurationProperties("rangefinder.engine")
public record EngineSettings(
        @DefaultValue(AUTO) String pytorch,
        @DefaultValue("20s") Duration patience,
        @DefaultValue("3m") Duration trialLimit) {

    static final String AUTO = "auto";
    static final String BUNDLED = "bundled";

    public EngineSettings {
        Check.fields()
                .that(!pytorch.isBlank(), "pytorch", pytorch, "auto, bundled, a Python or a folder")
                .that(patience.toMillis() > 0, "patience", patience, "more than 0 s")
                .that(trialLimit.toMillis() > 0, "trial-limit", trialLimit, "more than 0 s")
                .orThrow();
    }

    boolean isAuto() {
        return pytorch.equals(AUTO);
    }

    boolean isBundled() {
        return pytorch.equals(BUNDLED);
    }
}
