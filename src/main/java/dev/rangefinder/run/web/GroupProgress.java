package dev.rangefinder.run.web;

import dev.rangefinder.run.Run;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * How far runs are that were ordered together.
 *
 * @param iterationsPerSecond of the runs that train at this moment, together; absent when none does
 * @param secondsLeft at that rate; absent when the rate is
 */
public record GroupProgress(
        long iterationsDone,
        long iterations,
        @Nullable Double iterationsPerSecond,
        @Nullable Double secondsLeft) {

    /**
     * Of all runs of a group.
     *
     * @param done the iterations that a run has done
     */
    public static GroupProgress of(List<Run> runs, ToLongFunction<Run> done, Instant now) {
        long left = runs.stream()
                .filter(run -> !run.state().isFinal())
                .mapToLong(run -> run.iterations() - done.applyAsLong(run))
                .sum();
        double rate = runs.stream()
                .map(run -> run.rate(done.applyAsLong(run), now))
                .flatMapToDouble(OptionalDouble::stream)
                .sum();
        return new GroupProgress(
                runs.stream().mapToLong(done).sum(),
                runs.stream().mapToLong(Run::iterations).sum(),
                rate > 0 ? rate : null,
                rate > 0 ? left / rate : null);
    }
}
