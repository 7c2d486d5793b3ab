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
 * @param samples that the client of a reported test measures each accuracy on
 * @param classes that those samples are told apart in
 */
public record Verify(
        @JsonProperty(required = true) long iterations,
        Integer repeats,
        @Nullable Long samples,
        @Nullable Integer classes) {

    /** The fewest of which a spread says something. */
    private static final int USUAL_REPEATS = 3;

    /** As of a sweep. */
    private static final int MOST_REPEATS = 64;

    /** Ten range tests of the largest size, as further sweeps may take. */
    private static final long MOST_ITERATIONS = 10_000_000;

    private static final long MOST_SAMPLES = 1_000_000_000_000L;
    private static final int MOST_CLASSES = 1_000_000_000;

    public Verify(long iterations, @Nullable Integer repeats, @Nullable Long samples, @Nullable Integer classes) {
        this.iterations = iterations;
        this.samples = samples;
        this.classes = classes;
        this.repeats = repeats == null ? USUAL_REPEATS : repeats;
        Check.fields().between("repeats", this.repeats, 1, MOST_REPEATS).orThrow();
        Check.fields()
                .between("iterations", iterations, RacePlan.fewestIterations(this.repeats), MOST_ITERATIONS)
                .orThrow();
    }

    /** Of a test that the service trains, on samples that it knows. */
    static void checkManaged(@Nullable Verify verify) {
        if (verify != null) {
            Check.fields()
                    .that(
                            verify.samples == null,
                            "verify/samples",
                            verify.samples,
                            "nothing: the service knows its data")
                    .that(
                            verify.classes == null,
                            "verify/classes",
                            verify.classes,
                            "nothing: the service knows its data")
                    .orThrow();
        }
    }

    /** Of a test that its client trains, which alone knows its samples. */
    static void checkReported(@Nullable Verify verify) {
        if (verify != null) {
            Long samples = verify.samples;
            Integer classes = verify.classes;
            Check.fields()
                    .that(
                            samples != null && samples >= 1 && samples <= MOST_SAMPLES,
                            "verify/samples",
                            samples,
                            "how many samples each accuracy is measured on, from 1 to %d".formatted(MOST_SAMPLES))
                    .that(
                            classes != null && classes >= 2 && classes <= MOST_CLASSES,
                            "verify/classes",
                            classes,
                            "how many classes they are told apart in, from 2 to %d".formatted(MOST_CLASSES))
                    .orThrow();
        }
    }

    /** What is trained at most. */
    @JsonIgnore
    public RacePlan plan() {
        return RacePlan.of(iterations, repeats).orElseThrow();
    }
}
