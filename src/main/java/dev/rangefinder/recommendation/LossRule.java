package dev.rangefinder.recommendation;

import dev.rangefinder.curve.Observation;

/** Reads the batch losses of all repeats together. */
final class LossRule {

    static final String NAME = "loss_fit";

    private LossRule() {}

    static FittedRule fit(FittableRepeats sweep, Algorithm algorithm) {
        LossLevels levels = sweep.levels();
        return FittedRule.of(
                NAME,
                new Merit(
                        sweep.points((Observation observation) -> -levels.capped(observation), -levels.ceiling()),
                        -levels.initial(),
                        levels.startPoints(),
                        levels.noise()),
                sweep.grid(),
                algorithm);
    }
}
