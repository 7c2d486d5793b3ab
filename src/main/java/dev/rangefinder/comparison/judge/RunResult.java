package dev.rangefinder.comparison.judge;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.Divergence;
import dev.rangefinder.curve.Observation;
import dev.rangefinder.run.spec.Flatness;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One training of one entry, as far as it matters to a judge.
 *
 * @param repeat runs of several entries with the same repeat share their seed: they are compared with each other
 * @param diverged whether its loss had left for good, or was no longer a number, at its end
 * @param broken whether its loss was no longer a number: its network then guesses at best
 * @param looks in the order of their iterations
 * @param flatness of the minimum that it came to, where that was measured: one that diverged came to none
 */
public record RunResult(
        int repeat,
        long seed,
        boolean diverged,
        boolean broken,
        List<Look> looks,
        @Nullable Flatness flatness) {

    public RunResult {
        looks = List.copyOf(looks);
        flatness = diverged ? null : flatness;
    }

    /** What is to be seen in the curve of a run that is over, and what was measured at its end. */
    public static RunResult of(int repeat, long seed, Curve curve, @Nullable Flatness flatness) {
        Divergence divergence = new Divergence();
        boolean away = false;
        boolean broken = false;
        for (Observation observation : curve.observations()) {
            broken = !Double.isFinite(observation.loss());
            away = broken || divergence.seenIn(observation.loss());
        }
        return new RunResult(
                repeat,
                seed,
                away,
                broken,
                curve.observations().stream().flatMap(RunResult::look).toList(),
                flatness);
    }

    private static Stream<Look> look(Observation observation) {
        return Optional.ofNullable(observation.validation()).stream()
                .map(validation -> new Look(observation.iteration() + 1, validation.loss(), validation.accuracy()));
    }
}
