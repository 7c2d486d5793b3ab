package dev.rangefinder.recommendation;

import dev.rangefinder.shared.Check;

/**
 * The arguments of torch's {@code CyclicLR}.
 *
 * @param cycleMomentum always false: torch's default would overwrite the momentum that the test used
 */
public record CyclicLr(double baseLr, double maxLr, long stepSizeUp, String mode, boolean cycleMomentum) {

    public CyclicLr {
        Check.fields()
                .positive("base_lr", baseLr)
                .positive("max_lr", maxLr)
                .that(!(baseLr >= maxLr), "base_lr", baseLr, "a rate below max_lr (%s)".formatted(maxLr))
                .that(stepSizeUp >= 1, "step_size_up", stepSizeUp, "1 or more")
                .that(mode.equals("triangular2"), "mode", mode, "triangular2")
                .that(!cycleMomentum, "cycle_momentum", cycleMomentum, "false")
                .orThrow();
    }

    public static CyclicLr between(double baseLr, double maxLr, long stepSizeUp) {
        return new CyclicLr(baseLr, maxLr, stepSizeUp, "triangular2", false);
    }
}
