package dev.rangefinder.lane.gpu;

import dev.rangefinder.shared.Check;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How GPUs are found and watched.
 *
 * @param nvidiaSmi NVIDIA's tool: its name, or its path where that is not on the search path
 * @param patience how long it may take to answer
 * @param every how often it is asked how the GPUs are
 */
@ConfigurationProperties("rangefinder.gpus")
public record GpuSettings(
        @DefaultValue("nvidia-smi") String nvidiaSmi,
        @DefaultValue("10s") Duration patience,
        @DefaultValue("10s") Duration every) {

    public GpuSettings {
        Check.fields()
                .that(!nvidiaSmi.isBlank(), "nvidia-smi", nvidiaSmi, "a program")
                .that(patience.toMillis() > 0, "patience", patience, "more than 0 s")
                .that(every.toMillis() > 0, "every", every, "more than 0 s")
                .orThrow();
    }
}
