package dev.rangefinder.comparison.submission;

import dev.rangefinder.run.place.Placement;
import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.shared.Check;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A comparison with everything filled in: what is trained, how long, how often, under which schedules.
 *
 * @param baseline the name of the entry that the others are held against
 * @param margin a difference that does not matter
 */
public record ComparisonOrder(
        @Nullable String name,
        Trained trained,
        Budget budget,
        List<Entry> entries,
        String baseline,
        @Nullable Double margin,
        Map<String, String> tags,
        Placement placement) {

    static final int LONGEST_NAME = 200;
    static final int FEWEST_ENTRIES = 2;
    static final int MOST_ENTRIES = 32;

    public ComparisonOrder {
        entries = List.copyOf(entries);
        Check check = budget.checkFor(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            checkFits(check, "entries/%d/schedule".formatted(i), entries.get(i).schedule(), budget.iterations());
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

    /** What it is called, if it has a name, and what it trains. */
    public String title() {
        return name == null ? trained.inWords() : name + ": " + trained.inWords();
    }

    /** The same, where all of it is trained, also what took place elsewhere. */
    public ComparisonOrder trainedAnew() {
        List<Entry> anew = entries.stream().map(Entry::trainedAnew).toList();
        return new ComparisonOrder(name, trained, budget, anew, baseline, margin, tags, placement);
    }

    /** How many there are, whoever trains them. */
    public int runs() {
        return entries.size() * budget.repeats();
    }

    /** The number of a run within the comparison. */
    public int run(int entry, int repeat) {
        return entry * budget.repeats() + repeat;
    }
}
