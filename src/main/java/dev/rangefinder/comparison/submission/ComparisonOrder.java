package dev.rangefinder.comparison.submission;

import dev.rangefinder.rangetest.submission.ReportedTerms;
import dev.rangefinder.run.place.Placement;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.shared.Check;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A comparison with everything filled in: what is trained, how long, how often, under which schedules.
 *
 * @param workload of one that the service trains
 * @param reported of one that its client trains
 * @param classes that a reported workload tells its samples apart in, where it says so
 * @param flatness whether that of the minima is measured, too; only where the service trains
 */
public record ComparisonOrder(
        @Nullable String name,
        @Nullable Workload workload,
        @Nullable ReportedTerms reported,
        @Nullable Integer classes,
        long iterations,
        int repeats,
        long seed,
        Evaluation evaluation,
        boolean flatness,
        List<Entry> entries,
        String baseline,
        @Nullable Double margin,
        Map<String, String> tags,
        Placement placement) {

    static final int MOST_REPEATS = 64;
    static final int LONGEST_NAME = 200;
    static final int FEWEST_ENTRIES = 2;
    static final int MOST_ENTRIES = 32;

    /** A curve of so many is a hundred megabytes while its run is judged. */
    public static final long MOST_ITERATIONS = 1_000_000;

    /** All runs together: a week of a small network on two cores. */
    public static final long MOST_ITERATIONS_OF_ALL = 100_000_000;

    /** All runs together: they are judged side by side. */
    private static final long MOST_LOOKS = 1_000_000;

    public ComparisonOrder {
        if ((workload == null) == (reported == null)) {
            throw new IllegalArgumentException("a comparison is trained either by the service or by its client");
        }
        entries = List.copyOf(entries);
        long runs = (long) repeats * entries.size();
        Check check = Check.fields()
                .between("repeats", repeats, 1, MOST_REPEATS)
                .between("iterations", iterations, 1, MOST_ITERATIONS);
        check.orThrow();
        check.that(
                        runs * iterations <= MOST_ITERATIONS_OF_ALL,
                        "iterations",
                        iterations,
                        "so many that entries × repeats × iterations are at most %d".formatted(MOST_ITERATIONS_OF_ALL))
                .that(
                        runs * (1 + iterations / evaluation.every()) <= MOST_LOOKS,
                        "evaluation/every",
                        evaluation.every(),
                        "so many that all runs together look at most %d times".formatted(MOST_LOOKS));
        for (int i = 0; i < entries.size(); i++) {
            checkFits(check, "entries/%d/schedule".formatted(i), entries.get(i).schedule(), iterations);
        }
        check.orThrow();
    }

    /** One that is cut off before its end, or before its first cycle is round, is not what was to be compared. */
    private static void checkFits(Check check, String field, Schedule schedule, long iterations) {
        OptionalLong length = schedule.length();
        OptionalLong cycle = schedule.cycleLength();
        check.that(
                length.isEmpty() || length.getAsLong() <= iterations,
                field,
                length.isEmpty() ? null : length.getAsLong() + " iterations",
                "a schedule that ends within the budget of %d".formatted(iterations));
        check.that(
                cycle.isEmpty() || cycle.getAsLong() <= iterations,
                field,
                cycle.isEmpty() ? null : "a cycle of %d iterations".formatted(cycle.getAsLong()),
                "a cycle within the budget of %d".formatted(iterations));
    }

    /** Of a comparison that the service trains. */
    public Workload trained() {
        return Objects.requireNonNull(workload, "only its client knows the workload of a reported comparison");
    }

    /** What it is called, if it has a name, and what it trains. */
    public String title() {
        String trains =
                reported == null ? trained().inWords() : reported.workload().inWords();
        return name == null ? trains : name + ": " + trains;
    }

    /** What its data are called, where that is said. */
    public Optional<String> dataset() {
        return reported == null
                ? Optional.of(trained().dataset())
                : Optional.ofNullable(reported.workload().dataset());
    }

    /** The same, where all of it is trained, also what took place elsewhere. */
    public ComparisonOrder trainedAnew() {
        return new ComparisonOrder(
                name,
                workload,
                reported,
                classes,
                iterations,
                repeats,
                seed,
                evaluation,
                flatness,
                entries.stream().map(Entry::trainedAnew).toList(),
                baseline,
                margin,
                tags,
                placement);
    }

    /** The number of a run within the comparison. */
    public int run(int entry, int repeat) {
        return entry * repeats + repeat;
    }
}
