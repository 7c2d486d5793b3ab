package dev.rangefinder.comparison;

import dev.rangefinder.comparison.judge.EntryRuns;
import dev.rangefinder.comparison.judge.Look;
import dev.rangefinder.rangetest.submission.ReportedWorkload;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** What a network shows that has learned nothing: so much counts at the end of a run whose loss is no longer a number. */
record Guess(double accuracy, double loss) {

    /**
     * By the number of classes, equally frequent, or what the client says of its workload; where neither is known, the
     * worst that any run showed when it was first looked at.
     */
    static Guess of(@Nullable Integer classes, ReportedWorkload workload, List<EntryRuns> entries) {
        @Nullable Double trivial = workload.trivialLoss();
        double accuracy =
                classes == null ? firstLooks(entries, Look::accuracy).min().orElse(0) : 1.0 / classes;
        if (trivial != null) {
            return new Guess(accuracy, trivial);
        }
        return new Guess(
                accuracy,
                classes == null ? firstLooks(entries, Look::loss).max().orElse(0) : Math.log(classes));
    }

    private static DoubleStream firstLooks(List<EntryRuns> entries, Function<Look, @Nullable Double> value) {
        return entries.stream()
                .flatMap(entry -> entry.runs().stream())
                .flatMap(run -> run.looks().stream().limit(1))
                .map(value)
                .filter(Objects::nonNull)
                .mapToDouble(seen -> Objects.requireNonNull(seen))
                .filter(Double::isFinite);
    }
}
