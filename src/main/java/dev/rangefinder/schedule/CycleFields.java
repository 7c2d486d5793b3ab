package dev.rangefinder.schedule;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rangefinder.shared.Check;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A cyclical policy as JSON gives it: short forms and defaults not yet filled in.
 *
 * @param stepSize the same length for both halves
 * @param stepSizeDown as {@code step_size_up} if absent, as in torch
 * @param cycleMomentum true without bounds means torch's
 */
record CycleFields(
        @JsonProperty(required = true) double baseLr,
        @JsonProperty(required = true) double maxLr,
        @Nullable Long stepSize,
        @Nullable Long stepSizeUp,
        @Nullable Long stepSizeDown,
        @Nullable Window window,
        @Nullable Double gamma,
        @Nullable Boolean cycleMomentum,
        @Nullable Double baseMomentum,
        @Nullable Double maxMomentum) {

    /** The defaults of torch's CyclicLR. */
    private static final double BASE_MOMENTUM = 0.8;

    private static final double MAX_MOMENTUM = 0.9;

    CycleFields {
        boolean bounds = baseMomentum != null || maxMomentum != null;
        Check.fields()
                .that(
                        stepSize == null || (stepSizeUp == null && stepSizeDown == null),
                        "step_size",
                        stepSize,
                        "either step_size, or step_size_up and step_size_down")
                .that(stepSize != null || stepSizeUp != null, "step_size_up", null, "a value, or step_size")
                .between("step_size", stepSize == null ? 1 : stepSize, 1, Schedule.MOST_ITERATIONS)
                .that(
                        !Boolean.FALSE.equals(cycleMomentum) || !bounds,
                        "cycle_momentum",
                        cycleMomentum,
                        "true, as base_momentum or max_momentum is given")
                .orThrow();
    }

    Cycle cycle() {
        long up = Objects.requireNonNull(stepSize == null ? stepSizeUp : stepSize);
        boolean defaultMomentum = Boolean.TRUE.equals(cycleMomentum) && baseMomentum == null && maxMomentum == null;
        return new Cycle(
                baseLr,
                maxLr,
                up,
                stepSizeDown == null ? up : stepSizeDown,
                Objects.requireNonNullElse(window, Window.LINEAR),
                defaultMomentum ? (Double) BASE_MOMENTUM : baseMomentum,
                defaultMomentum ? (Double) MAX_MOMENTUM : maxMomentum);
    }

    Cycle cycleWithoutGamma() {
        Gamma.refuse(gamma);
        return cycle();
    }

    double requiredGamma() {
        Check.fields().present("gamma", gamma).orThrow();
        return Objects.requireNonNull(gamma);
    }
}
