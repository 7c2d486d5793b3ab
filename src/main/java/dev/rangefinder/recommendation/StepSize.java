package dev.rangefinder.recommendation;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rangefinder.shared.Check;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Iterations in half a cycle, and why so many. The paper found 2 to 10 epochs to differ little, and three cycles to be
 * enough (Smith, arXiv 1506.01186, section 3.2).
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

    /** Iterations: three cycles of two each. */
    static final int SHORTEST_FITTED = 2 * FEWEST_CYCLES;

    /** A training of fewer has no room for as many cycles as it should have. */
    public static final int EPOCHS_OF_FEWEST_CYCLES = FEWEST_CYCLES * 2 * FEWEST_EPOCHS;

    /** Without a length: four epochs. */
    public static StepSize of(long iterationsPerEpoch) {
        long iterations = Math.max(1, EPOCHS * iterationsPerEpoch);
        return new StepSize(
                iterations,
                iterationsPerEpoch == 0 ? 0 : EPOCHS,
                "%d epochs of %d iterations: between 2 and 10 epochs the paper found little difference (arXiv 1506.01186, section 3.2)."
                        .formatted(EPOCHS, iterationsPerEpoch),
                iterationsPerEpoch,
                null);
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
        long epoch = Math.max(1, iterationsPerEpoch);
        long fewer = Math.max(FEWEST_CYCLES, length / (2 * EPOCHS * epoch));
        long cycles = distance(length, fewer, epoch) <= distance(length, fewer + 1, epoch) ? fewer : fewer + 1;
        long iterations = length / (2 * cycles);
        double epochs = (double) iterations / epoch;
        long used = 2 * cycles * iterations;
        String reason = "%d cycles of 2 × %d iterations (%s epochs each half) end with iteration %d of %d. "
                .formatted(cycles, iterations, brief(epochs), used, length);
        return new StepSize(
                iterations,
                epochs,
                reason
                        + (epochs < FEWEST_EPOCHS
                                ? "The run is too short for 3 cycles of 2 epochs to a half (%d iterations), as the paper advises."
                                        .formatted(2L * FEWEST_CYCLES * FEWEST_EPOCHS * epoch)
                                : "Between 2 and 10 epochs the paper found little difference (arXiv 1506.01186, section 3.2)."),
                iterationsPerEpoch,
                new RunLength(used, cycles));
    }

    /** How far half a cycle is from four epochs, as a ratio. */
    private static double distance(long length, long cycles, long epoch) {
        return Math.abs(Math.log((double) length / (2 * cycles) / (EPOCHS * epoch)));
    }

    private static String brief(double value) {
        return String.format(Locale.ROOT, "%.3g", value);
    }
}
