package dev.rangefinder.schedule;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** A one_cycle as JSON gives it; what is left out is as in torch's OneCycleLR. */
record OneCycleFields(
        @JsonProperty(required = true) double maxLr,
        @JsonProperty(required = true) long totalSteps,
        @Nullable Double pctStart,
        @Nullable AnnealStrategy annealStrategy,
        @Nullable Double divFactor,
        @Nullable Double finalDivFactor,
        @Nullable Boolean threePhase,
        @Nullable Boolean cycleMomentum,
        @Nullable Double baseMomentum,
        @Nullable Double maxMomentum,
        @Nullable Double gamma) {

    OneCycle oneCycle() {
        Gamma.refuse(gamma);
        return new OneCycle(
                maxLr,
                totalSteps,
                requireNonNullElse(pctStart, 0.3),
                requireNonNullElse(annealStrategy, AnnealStrategy.COS),
                requireNonNullElse(divFactor, 25.0),
                requireNonNullElse(finalDivFactor, 1e4),
                requireNonNullElse(threePhase, false),
                requireNonNullElse(cycleMomentum, true),
                requireNonNullElse(baseMomentum, 0.85),
                requireNonNullElse(maxMomentum, 0.95));
    }
}
