package dev.rangefinder.recommendation;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;

/**
 * A version of the rules. Any change to an answer is a new one, and the old ones stay: what was drawn by one of them can be
 * drawn again, and every test can be read by another.
 */
public enum Algorithm {
    /** {@code max_lr} is a fifth of the edge, and any fall makes an edge. */
    V2026_1("2026.1"),

    /** How far {@code max_lr} lies below the edge depends on the memory that the optimizer shows; only a fall that is no noise makes an edge. */
    V2026_2("2026.2"),

    /**
     * A sweep that learned only just below its edge was too fast to be believed, one or two repeats do not know how seeds
     * differ, and no optimizer bears a cycle up to the edge.
     */
    V2026_3("2026.3"),

    /**
     * The edge is the middle of the fall, not its first tenth, where fast ramps have a bump; what a memory delays is taken off by the
     * iteration; and the resampling is given the spread that few repeats take from it.
     */
    V2026_4("2026.4"),

    /** The momentum is asked of who knows it, and all that a memory delays is taken off, also where no edge was seen. */
    V2026_5("2026.5");

    /** What new tests are read by. */
    public static final Algorithm CURRENT = V2026_5;

    /** Decades: what the {@code max_lr} of single sweeps of 150 iterations scattered by between seeds, over six tasks. */
    private static final double SPREAD_OF_SEEDS_THIRD = 0.15;

    /** The same of the edge in the middle of the fall, over eleven tasks. */
    private static final double SPREAD_OF_SEEDS = 0.1;

    private final String id;

    Algorithm(String id) {
        this.id = id;
    }

    @JsonValue
    public String id() {
        return id;
    }

    @JsonCreator
    static Algorithm of(String id) {
        return named(id).orElseThrow(() -> new IllegalArgumentException("no algorithm is called " + id));
    }

    public static Optional<Algorithm> named(String id) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.id.equals(id))
                .findFirst();
    }

    private boolean isSince(Algorithm first) {
        return compareTo(first) >= 0;
    }

    /**
     * How far max stays below the edge. Where none was seen it lies somewhere above the end of the sweep, so that half of that is enough
     * there; but what a memory delays is late by as much wherever the edge may be.
     *
     * @param forgetting as {@link Forgetting} says it
     * @param pace decades that the ramp passes in an iteration, at the edge
     */
    Margin margin(double forgetting, double pace) {
        double belowEdge = belowEdge(forgetting, pace);
        double spared = isSince(V2026_5) ? belowEdge(forgetting, 0) / 2 : belowEdge / 2;
        return new Margin(belowEdge, belowEdge - spared);
    }

    private double belowEdge(double forgetting, double pace) {
        return switch (this) {
            case V2026_1 -> Dwelling.FIRST;
            case V2026_2 -> Dwelling.of(forgetting, Dwelling.WITH_MEMORY_BELOW_BRINK, Dwelling.WITHOUT_MEMORY_SECOND);
            case V2026_3 ->
                Dwelling.of(forgetting, Dwelling.WITH_MEMORY_BELOW_BRINK, Dwelling.WITHOUT_MEMORY_BELOW_BRINK);
            case V2026_4 ->
                Dwelling.of(
                        forgetting,
                        Dwelling.WITH_MEMORY + Dwelling.ITERATIONS_LATE_FOURTH * pace,
                        Dwelling.WITHOUT_MEMORY);
            case V2026_5 ->
                Dwelling.of(
                        forgetting, Dwelling.WITH_MEMORY + Dwelling.ITERATIONS_LATE * pace, Dwelling.WITHOUT_MEMORY);
        };
    }

    /** Whether the optimizer's momentum, where it is known, says what else is read from the curve. */
    boolean heedsMomentum() {
        return isSince(V2026_5);
    }

    /** Which share of the gain is left at the last of the rates that the edge is the mean of; the first has lost a tenth. */
    double lowestEdgeLevel() {
        return isSince(V2026_4) ? 0.5 : FittedCurve.BRINK;
    }

    /** Standard errors by which the fit must fall behind its best for an edge to be there. */
    double leastFall() {
        return isSince(V2026_2) ? FittedRule.LEARNED : 0;
    }

    /** Whether learning that may be noise, but goes on to the end of the sweep, calls for higher rates before more repeats. */
    boolean extendsBeforeItDoubts() {
        return isSince(V2026_2);
    }

    /** Whether a fit that has little of its gain where max would be says anything about an edge. */
    boolean doubtsFastSweeps() {
        return isSince(V2026_3);
    }

    /**
     * Whether the accuracy has a say in whether an edge was seen and whether the sweep was too fast for it: the loss of a linear
     * model turns long before its accuracy does.
     */
    boolean heedsAccuracy() {
        return isSince(V2026_4);
    }

    /** Whether it says so where a slower ramp may well have another answer. */
    boolean warnsOfFastRamps() {
        return isSince(V2026_4);
    }

    /** As many repeats as are resampled as wholes. */
    int fewestRepeatsToWeigh() {
        return isSince(V2026_4) ? 2 : 3;
    }

    /** Standard deviation, in decades, of what so few repeats do not show of the difference between seeds. */
    double unseenSpread(int repeats) {
        if (isSince(V2026_4)) {
            // Rubin's weights of n repeats give (n - 1)/(n + 1) of the variance that their mean has.
            return SPREAD_OF_SEEDS * Math.sqrt(2.0 / (repeats + 1) / repeats);
        }
        return isSince(V2026_3) && repeats < fewestRepeatsToWeigh() ? SPREAD_OF_SEEDS_THIRD / Math.sqrt(repeats) : 0;
    }
}
