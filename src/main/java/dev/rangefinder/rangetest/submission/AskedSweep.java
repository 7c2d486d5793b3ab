package dev.rangefinder.rangetest.submission;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.schedule.Spacing;
import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.InvalidValuesException;
import org.jspecify.annotations.Nullable;

/**
 * A sweep as a client asks for it: what it leaves out is chosen by the optimizer and by the length of the training that
 * is to follow.
 *
 * @param startLr without it, the usual one of the optimizer, or three decades below {@code endLr} if that is lower
 * @param endLr without it, the usual one of the optimizer, and further sweeps go on from there
 * @param iterations without it, a tenth of {@code trainingIterations}, from 150 to 500; without either, 500
 * @param trainingIterations how many iterations the training that the rates are for will take
 */
public record AskedSweep(
        @Nullable Double startLr,
        @Nullable Double endLr,
        @Nullable Long iterations,
        @Nullable Long trainingIterations,
        @Nullable Spacing spacing,
        @Nullable StopRule stopRule) {

    /** Every rate is left to the service. */
    static final AskedSweep OPEN = new AskedSweep(null, null, null, null, null, null);

    /** So that a low end has three decades below it. */
    private static final double BELOW_THE_END = 1000;

    /** What a sweep may cost of the training that it is for. */
    private static final int SHARE_OF_TRAINING = 10;

    private static final long FEWEST_ITERATIONS = 150;
    private static final long USUAL_ITERATIONS = 500;

    public AskedSweep {
        Check.fields()
                .that(
                        endLr != null || spacing != Spacing.LINEAR,
                        "end_lr",
                        endLr,
                        "a rate, where the spacing is linear")
                .between(
                        "training_iterations",
                        trainingIterations == null ? 1 : trainingIterations,
                        1,
                        Schedule.MOST_ITERATIONS)
                .that(
                        trainingIterations == null || iterations == null,
                        "training_iterations",
                        trainingIterations,
                        "absent, where there are iterations")
                .orThrow();
    }

    /** Asks for exactly this sweep. */
    public static AskedSweep of(Sweep sweep) {
        return new AskedSweep(
                sweep.startLr(), sweep.endLr(), sweep.iterations(), null, sweep.spacing(), sweep.stopRule());
    }

    /** Whether it has no end of its own, so that it goes on until its edge is seen. */
    @JsonIgnore
    boolean isOpen() {
        return endLr == null;
    }

    /**
     * The rates and iterations to go through.
     *
     * @param optimizer what the optimizer is called; null if that is not known
     * @throws InvalidValuesException if they are none
     */
    Sweep under(@Nullable String optimizer) {
        UsualRates usual = UsualRates.of(optimizer);
        double end = endLr == null ? usual.endLr() : endLr;
        double start = startLr == null ? Math.min(usual.startLr(), end / BELOW_THE_END) : startLr;
        try {
            return new Sweep(start, end, iterations == null ? usualIterations() : iterations, spacing, stopRule);
        } catch (InvalidValuesException invalid) {
            throw invalid.inField("sweep");
        }
    }

    private long usualIterations() {
        return trainingIterations == null
                ? USUAL_ITERATIONS
                : Math.clamp(trainingIterations / SHARE_OF_TRAINING, FEWEST_ITERATIONS, USUAL_ITERATIONS);
    }
}
