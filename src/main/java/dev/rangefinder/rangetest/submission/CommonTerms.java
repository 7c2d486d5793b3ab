package dev.rangefinder.rangetest.submission;

import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.Tags;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What every range test says, whoever trains it: the rates to go through, and how often to repeat it with another seed.
 *
 * @param seed of the first repeat; each further one has the next
 * @param refineIterations how many iterations further sweeps may take together, where one does not answer; null where
 *     none is to follow
 */
public record CommonTerms(
        @Nullable String name,
        Sweep sweep,
        int repeats,
        long seed,
        Map<String, String> tags,
        @Nullable Long refineIterations) {

    /** Repeats count too: all curves are read together, and so many observations are a hundred megabytes. */
    public static final long MOST_OBSERVATIONS = 1_000_000;

    private static final int LONGEST_NAME = 200;
    private static final int MOST_REPEATS = 64;

    /** Ten range tests of the largest size. */
    private static final long MOST_REFINE_ITERATIONS = 10_000_000;

    /** Enough for five decades more, each a sweep of its own, or for ten repeats of what one was too noisy for. */
    private static final int REFINEMENT_TIMES_AS_LONG = 10;

    /** Where the client only left the end open: enough for two decades more. */
    private static final int OPEN_TIMES_AS_LONG = 3;

    public CommonTerms {
        Check check = Check.fields()
                .that(name == null || name.length() <= LONGEST_NAME, "name", name, "at most 200 characters")
                .between("repeats", repeats, 1, MOST_REPEATS)
                .between(
                        "refine_iterations",
                        refineIterations == null ? 0 : refineIterations,
                        0,
                        MOST_REFINE_ITERATIONS);
        Tags.check(check, tags);
        check.orThrow();
        Check.fields()
                .that(
                        repeats * sweep.iterations() <= MOST_OBSERVATIONS,
                        "repeats",
                        repeats,
                        "repeats × iterations of at most %d".formatted(MOST_OBSERVATIONS))
                .orThrow();
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /**
     * What a client asks for, with what it leaves out.
     *
     * @param optimizer what the optimizer is called; null if that is not known
     * @param refine whether further sweeps are wanted; null leaves it to the sweep: one without an end is gone on with
     */
    static CommonTerms of(
            @Nullable String name,
            @Nullable AskedSweep asked,
            @Nullable String optimizer,
            @Nullable Integer repeats,
            @Nullable Long seed,
            @Nullable Map<String, String> tags,
            @Nullable Boolean refine,
            @Nullable Long refineIterations) {
        AskedSweep sweep = asked == null ? AskedSweep.OPEN : asked;
        boolean isRefined = refine == null ? sweep.isOpen() : refine;
        Check.fields()
                .that(
                        refineIterations == null || isRefined,
                        "refine_iterations",
                        refineIterations,
                        "absent, or refine to be true")
                .orThrow();
        CommonTerms once = new CommonTerms(
                name,
                sweep.under(optimizer),
                repeats == null ? 1 : repeats,
                seed == null ? 0 : seed,
                tags == null ? Map.of() : tags,
                refineIterations);
        return isRefined && refineIterations == null
                ? once.under(
                        once.sweep(),
                        once.repeats(),
                        once.iterations() * (refine == null ? OPEN_TIMES_AS_LONG : REFINEMENT_TIMES_AS_LONG))
                : once;
    }

    /** Iterations of all repeats together. */
    long iterations() {
        return repeats * sweep.iterations();
    }

    /** The same under another sweep. */
    CommonTerms under(Sweep other, int otherRepeats, long otherRefineIterations) {
        return new CommonTerms(name, other, otherRepeats, seed, tags, otherRefineIterations);
    }
}
