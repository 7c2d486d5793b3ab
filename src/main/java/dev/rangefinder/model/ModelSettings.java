package dev.rangefinder.model;

import dev.rangefinder.shared.Check;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What trying out an uploaded module may take.
 *
 * @param trialLimit the start of an engine takes about a second, a step of a large network a few
 * @param trialMemory of all that a trial allocates: several times a network of a hundred million parameters
 * @param trials at once on each server, so that a module which never ends holds up no other
 * @param confinement of trials, and of runs of uploaded models
 */
@ConfigurationProperties("rangefinder.models")
public record ModelSettings(
        @DefaultValue("30s") Duration trialLimit,
        @DefaultValue("4GB") DataSize trialMemory,
        @DefaultValue("2") int trials,
        @DefaultValue("required") Confinement confinement) {

    /** What there must be around a program that was uploaded. */
    public enum Confinement {
        /** The kernel confines it, or it is not run. */
        REQUIRED,
        /** It runs with the rights of a trainer: for servers whose users are trusted with them. */
        OFF
    }

    /** Below it a JVM with libtorch does not get to its first step. */
    private static final DataSize LEAST_MEMORY = DataSize.ofMegabytes(256);

    public ModelSettings {
        Check.fields()
                .that(trialLimit.isPositive(), "trial-limit", trialLimit, "more than 0 s")
                .that(trialMemory.compareTo(LEAST_MEMORY) >= 0, "trial-memory", trialMemory, "256MB or more")
                .between("trials", trials, 1, 64)
                .orThrow();
    }
}
