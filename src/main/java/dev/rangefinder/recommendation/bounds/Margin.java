package dev.rangefinder.recommendation.bounds;

/**
 * How far the max of a cycle stays below what the ramp shows, in decades: a ramp passes each rate in a few iterations,
 * a cycle dwells near its max.
 *
 * <p>It depends on the optimizer's memory, which is known or seen in the curve ({@link MemoryEstimate}). One with
 * momentum meets the edge late: what goes wrong builds up over many iterations, and the ramp has moved on by then. One
 * without meets it at once.
 *
 * @param belowEdge below an edge that was seen
 * @param belowEnd below the highest rate seen, where the edge lies somewhere above it, so that half of the dwelling is
 *     enough; but what a memory delays is late by as much wherever the edge may be
 * @param coasts whether what was learned at lower rates carries the ramp over rates that a cycle does not bear
 */
public record Margin(double belowEdge, double belowEnd, boolean coasts) {

    /**
     * On measured surfaces of optimizers with momentum, Adam among them, a cycle whose max lies less than 2.3 to 4
     * times below the edge of 600 iterations loses 0.01 of accuracy or more.
     */
    private static final double WITH_MEMORY = Math.log10(4.5);

    /**
     * Of those without it, less than up to twice below; a little too high trains nothing, a little too low costs
     * little.
     */
    private static final double WITHOUT_MEMORY = Math.log10(3);

    /**
     * By as many iterations a memory of some ten steps delays what the ramp shows: the edge of 150 iterations lies five
     * of them above that of 600, at the median of the measured surfaces.
     */
    private static final double ITERATIONS_LATE = 5;

    /** Chance alone reaches it with four repeats once in a hundred times. */
    private static final double LEAST_FORGETTING = 0.1;

    /**
     * What optimizers without memory come to in large batches; in small ones the noise of the batches waters it down.
     */
    private static final double FULL_FORGETTING = 0.3;

    /**
     * Of an optimizer.
     *
     * @param forgetting as {@link MemoryEstimate} says it
     * @param pace decades that the ramp passes in an iteration, at the edge
     */
    static Margin of(double forgetting, double pace) {
        double belowEdge = dwelling(forgetting, pace);
        return new Margin(belowEdge, belowEdge - dwelling(forgetting, 0) / 2, share(forgetting) < 1);
    }

    /** Of an optimizer whose steps grow with the gradient: rates that are far too high show at once. */
    Margin withoutCoasting() {
        return new Margin(belowEdge, belowEnd, false);
    }

    private static double dwelling(double forgetting, double pace) {
        double share = share(forgetting);
        return (WITH_MEMORY + ITERATIONS_LATE * pace) * (1 - share) + WITHOUT_MEMORY * share;
    }

    private static double share(double forgetting) {
        return Math.clamp((forgetting - LEAST_FORGETTING) / (FULL_FORGETTING - LEAST_FORGETTING), 0, 1);
    }
}
