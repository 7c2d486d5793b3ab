package dev.rangefinder.comparison.submission;

import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.shared.Check;

/**
 * What each entry of a comparison is given.
 *
 * @param iterations of every run
 * @param repeats runs of each entry; those of the same repeat share their seed
 * @param seed of the first repeat; each further one has the next
 * @param evaluation when each run is validated, and on how much
 */
public record Budget(long iterations, int repeats, long seed, Evaluation evaluation) {

    static final int MOST_REPEATS = 64;

    /** A curve of so many is a hundred megabytes while its run is judged. */
    public static final long MOST_ITERATIONS = 1_000_000;

    /** All runs together: a week of a small network on two cores. */
    public static final long MOST_ITERATIONS_OF_ALL = 100_000_000;

    /** All runs together: they are judged side by side. */
    private static final long MOST_LOOKS = 1_000_000;

    public Budget {
        Check.fields()
                .between("repeats", repeats, 1, MOST_REPEATS)
                .between("iterations", iterations, 1, MOST_ITERATIONS)
                .orThrow();
    }

    /** Holds it that all entries together stay within what one comparison may take. */
    Check checkFor(int entries) {
        long runs = (long) repeats * entries;
        return Check.fields()
                .that(
                        runs * iterations <= MOST_ITERATIONS_OF_ALL,
                        "iterations",
                        iterations,
                        "so many that entries × repeats × iterations are at most %d".formatted(MOST_ITERATIONS_OF_ALL))
                .that(
                        runs * (1 + iterations / evaluation.every()) <= MOST_LOOKS,
                        "evaluation/every",
                        evaluation.every(),
                        "so many that all runs together look at most %d times".formatted(MOST_LOOKS));
    }

    /** The seed that the runs of a repeat share. */
    public long seedOf(int repeat) {
        return seed + repeat;
    }
}
