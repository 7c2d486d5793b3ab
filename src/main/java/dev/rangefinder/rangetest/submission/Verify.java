package dev.rangefinder.rangetest.submission;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rangefinder.recommendation.race.RacePlan;
import dev.rangefinder.shared.Check;
import org.jspecify.annotations.Nullable;

/**
 * That the recommendation is to be checked by training with it.
 *
 * @param iterations that all trainings together may take
 * @param repeats seeds of each cycle that is left at the end
 */
public record Verify(@JsonProperty(required = true) long iterations, Integer repeats) {

    /** The fewest of which a spread says something. */
    private static final int USUAL_REPEATS = 3;

    /** As of a sweep. */
    private static final int MOST_REPEATS = 64;

    /** Ten range tests of the largest size, as further sweeps may take. */
    private static final long MOST_ITERATIONS = 10_000_000;

    public Verify(long iterations, @Nullable Integer repeats) {
        this.iterations = iterations;
        this.repeats = repeats == null ? USUAL_REPEATS : repeats;
        Check.fields().between("repeats", this.repeats, 1, MOST_REPEATS).orThrow();
        Check.fields()
                .between("iterations", iterations, RacePlan.fewestIterations(this.repeats), MOST_ITERATIONS)
                .orThrow();
    }

    /** What is trained at most. */
    @JsonIgnore
    public RacePlan plan() {
        return RacePlan.of(iterations, repeats).orElseThrow();
    }
}
