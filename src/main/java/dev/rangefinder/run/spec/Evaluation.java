package dev.rangefinder.run.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.rangefinder.shared.Check;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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

    @JsonCreator
    static Evaluation of(@Nullable Long every, @Nullable Integer samples) {
        return new Evaluation(
                Objects.requireNonNullElse(every, DEFAULT.every()),
                Objects.requireNonNullElse(samples, DEFAULT.samples()));
    }

    public boolean isDueAfter(long iteration, long iterations) {
        return samples > 0 && ((iteration + 1) % every == 0 || iteration == iterations - 1);
    }
}
