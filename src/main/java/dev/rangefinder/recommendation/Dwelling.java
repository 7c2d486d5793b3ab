package dev.rangefinder.recommendation;

/**
 * How far the max of a cycle must stay below the edge of a ramp, in decades: a ramp passes each rate in a few iterations, a
 * cycle dwells near its max.
 *
 * <p>It depends on the optimizer's memory, which is known or seen in the curve ({@link Forgetting}). One with momentum meets the edge late:
 * what goes wrong builds up over many iterations, and the ramp has moved on by then. One without meets it at once.
 */
final class Dwelling {

    /**
     * On measured surfaces of optimizers with momentum, Adam among them, a cycle whose max lies less than 2.3 to 4 times below the edge of 600
     * iterations loses 0.01 of accuracy or more.
     */
    static final double WITH_MEMORY = Math.log10(4.5);

    /** Of those without it, less than up to twice below; a little too high trains nothing, a little too low costs little. */
    static final double WITHOUT_MEMORY = Math.log10(3);

    /**
     * By as many iterations a memory of some ten steps delays what the ramp shows: the edge of 150 iterations lies five of them above
     * that of 600, at the median of the measured surfaces.
     */
    static final double ITERATIONS_LATE = 5;

    /** The fourth version did not take all of that for delay. */
    static final double ITERATIONS_LATE_FOURTH = 3;

    /** The second and third version took the brink for the edge: with momentum the best max lay 3 to 6 times below that. */
    static final double WITH_MEMORY_BELOW_BRINK = Math.log10(4);

    /** Without memory it lay up to a factor of two below that. */
    static final double WITHOUT_MEMORY_BELOW_BRINK = Math.log10(1.75);

    /** The second version went nearly to the edge, which on one surface in nine was beyond what a cycle bears. */
    static final double WITHOUT_MEMORY_SECOND = Math.log10(1.2);

    /** The first version knew of no difference, and three surfaces, all with momentum. */
    static final double FIRST = Math.log10(5);

    /** Chance alone reaches it with four repeats once in a hundred times. */
    private static final double LEAST = 0.1;

    /** What optimizers without memory come to in large batches; in small ones the noise of the batches waters it down. */
    private static final double FULL = 0.3;

    private Dwelling() {}

    /**
     * Between the two.
     *
     * @param withoutMemory what it is where forgetting is complete
     */
    static double of(double forgetting, double withMemory, double withoutMemory) {
        double share = Math.clamp((forgetting - LEAST) / (FULL - LEAST), 0, 1);
        return withMemory * (1 - share) + withoutMemory * share;
    }
}
