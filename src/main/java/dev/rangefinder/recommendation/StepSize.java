package dev.rangefinder.recommendation;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.Wording;
import org.jspecify.annotations.Nullable;

/**
 * Iterations in half a cycle, and why so many. The paper found 2 to 10 epochs to differ little, and three cycles to be
 * enough (Smith, arXiv 1506.01186, section 3.2). Its epochs had hundreds of iterations: very short ones, as of a training on
 * the whole data set at once, count as {@value #SHORTEST_EPOCH}.
 *
 * @param epochs the same, in epochs
 * @param run how to end with a whole cycle; absent where the client did not say how long the training is to be
 */
public record StepSize(
        @JsonProperty("step_size") long iterations,
        @JsonProperty("step_size_epochs") double epochs,
        @JsonProperty("step_size_reason") @Nullable String reason,
        long iterationsPerEpoch,
        @Nullable RunLength run) {

    public StepSize {
        Check.fields()
                .that(iterations >= 1, "step_size", iterations, "1 or more")
                .orThrow();
    }

    /** The geometric middle of 2 and 10, nearly; and what the paper itself trained CIFAR-10 with. */
    private static final int EPOCHS = 4;

    private static final int FEWEST_EPOCHS = 2;
    private static final int FEWEST_CYCLES = 3;

    /**
     * Iterations. An optimizer needs some tens of them to follow its rate; the shortest half cycles of the measured
     * surfaces have 50, two such epochs.
     */
    static final int SHORTEST_EPOCH = 25;

    /** Iterations in the shortest half cycle. */
    static final int SHORTEST = FEWEST_EPOCHS * SHORTEST_EPOCH;

    /** Iterations: three cycles of two each. */
    static final int SHORTEST_FITTED = 2 * FEWEST_CYCLES;

    private static final int EPOCHS_OF_FEWEST_CYCLES = FEWEST_CYCLES * 2 * FEWEST_EPOCHS;

    /** Without a length: four epochs. */
    public static StepSize of(long iterationsPerEpoch) {
        long iterations = EPOCHS * counted(iterationsPerEpoch);
        return new StepSize(
                iterations,
                iterationsPerEpoch == 0 ? 0 : (double) iterations / iterationsPerEpoch,
                (iterationsPerEpoch < SHORTEST_EPOCH
                                ? "%d iterations. ".formatted(iterations)
                                : "%d epochs of %d iterations. ".formatted(EPOCHS, iterationsPerEpoch))
                        + why(iterationsPerEpoch),
                iterationsPerEpoch,
                null);
    }

    /** Why half a cycle is as long as it is, where there is room for it. */
    private static String why(long iterationsPerEpoch) {
        return iterationsPerEpoch < SHORTEST_EPOCH
                ? "An epoch has %d, and half a cycle of 2 to 10 so short ones is over before the training follows it."
                        .formatted(iterationsPerEpoch)
                : "Between 2 and 10 epochs the paper found little difference (arXiv 1506.01186, section 3.2).";
    }

    /** The iterations of an epoch, for the length of cycles. */
    private static long counted(long iterationsPerEpoch) {
        return Math.max(SHORTEST_EPOCH, iterationsPerEpoch);
    }

    /** A training of fewer has no room for as many cycles as it should have, whose halves have two epochs. */
    public long iterationsOfThreeCycles() {
        return EPOCHS_OF_FEWEST_CYCLES * counted(iterationsPerEpoch);
    }

    /**
     * As many whole cycles, three at least, as bring half a cycle closest to four epochs.
     *
     * @param length iterations that are to be trained
     */
    static StepSize of(long iterationsPerEpoch, long length) {
        Check.fields()
                .that(
                        length >= SHORTEST_FITTED,
                        "iterations",
                        length,
                        "%d or more: %d cycles".formatted(SHORTEST_FITTED, FEWEST_CYCLES))
                .orThrow();
        long epoch = counted(iterationsPerEpoch);
        long fewer = Math.max(FEWEST_CYCLES, length / (2 * EPOCHS * epoch));
        long cycles = distance(length, fewer, epoch) <= distance(length, fewer + 1, epoch) ? fewer : fewer + 1;
        long iterations = length / (2 * cycles);
        double epochs = iterationsPerEpoch == 0 ? 0 : (double) iterations / iterationsPerEpoch;
        long used = 2 * cycles * iterations;
        String reason = "%d cycles of 2 × %d iterations (%s epochs each half) end with iteration %d of %d. "
                .formatted(cycles, iterations, Wording.brief(epochs), used, length);
        return new StepSize(
                iterations,
                epochs,
                reason
                        + (iterations < FEWEST_EPOCHS * epoch
                                ? "The run is too short for 3 cycles of %s to a half (%d iterations), as the paper advises."
                                        .formatted(
                                                epoch > iterationsPerEpoch ? SHORTEST + " iterations" : "2 epochs",
                                                EPOCHS_OF_FEWEST_CYCLES * epoch)
                                : why(iterationsPerEpoch)),
                iterationsPerEpoch,
                new RunLength(used, cycles));
    }

    /** How far half a cycle is from four epochs, as a ratio. */
    private static double distance(long length, long cycles, long epoch) {
        return Math.abs(Math.log((double) length / (2 * cycles) / (EPOCHS * epoch)));
    }
}
