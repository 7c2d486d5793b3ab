package dev.rangefinder.recommendation.fit;

import dev.rangefinder.curve.Observation;

/** Reads the batch losses of all repeats together. */
public final class LossSignal {

    private static final String NAME = "loss_fit";

    private LossSignal() {}

    public static FittedSignal fit(CensoredRepeats sweep) {
        LossLevels levels = sweep.levels();
        return FittedSignal.of(
                NAME,
                new Signal(
                        sweep.points((Observation observation) -> -levels.capped(observation), -levels.ceiling()),
                        -levels.initial(),
                        levels.startPoints(),
                        levels.noise()),
                sweep.grid());
    }
}
