package dev.rangefinder.run.spec;

import dev.rangefinder.shared.Check;

/**
 * How often a run looks at test samples, and at how many: after every {@code every}-th step, and after the last. Zero
 * samples mean never; more samples than there are mean all of them.
 */
public record Evaluation(long every, int samples) {

    /** Twenty looks in a test of 1000 iterations, each at a standard error of at most 1.6 % of accuracy. */
    public static final Evaluation DEFAULT = new Evaluation(50, 1000);

    public Evaluation {
        Check.fields()
                .between("every", every, 1, Long.MAX_VALUE)
                .between("samples", samples, 0, Integer.MAX_VALUE)
                .orThrow();
    }

    public boolean isDueAfter(long iteration, long iterations) {
        return samples > 0 && ((iteration + 1) % every == 0 || iteration == iterations - 1);
    }
}
