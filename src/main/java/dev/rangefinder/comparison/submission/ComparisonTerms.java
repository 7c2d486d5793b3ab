package dev.rangefinder.comparison.submission;

import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.Tags;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What every comparison says, whoever trains it: which schedules are held against each other, for how long, and how
 * often.
 *
 * @param rangeTest whose workload and recommendation fill what is absent
 * @param iterations of every run; or so many {@code epochs}
 * @param repeats runs of each entry; those of the same repeat share their seed
 * @param seed of the first repeat; each further one has the next
 * @param baseline the name of the entry that the others are held against
 * @param margin a difference that does not matter
 */
public record ComparisonTerms(
        @Nullable String name,
        @Nullable UUID rangeTest,
        @Nullable Long iterations,
        @Nullable Long epochs,
        int repeats,
        long seed,
        @Nullable Evaluation evaluation,
        @Nullable List<NewEntry> entries,
        @Nullable String baseline,
        @Nullable Double margin,
        Map<String, String> tags) {

    /**
     * The fewest of which a spread says something: two leave a single degree of freedom, and an interval thrice as
     * wide.
     */
    private static final int USUAL_REPEATS = 3;

    public ComparisonTerms {
        Check check = Check.fields()
                .that(
                        name == null || Tags.isText(name, ComparisonOrder.LONGEST_NAME),
                        "name",
                        name,
                        "1 to 200 characters")
                .that(entries != null || rangeTest != null, "entries", null, "entries, or a range_test to make them of")
                .that(iterations == null || epochs == null, "epochs", epochs, "either epochs or iterations")
                .that(
                        iterations != null || epochs != null || (rangeTest != null && entries == null),
                        "iterations",
                        null,
                        "a value, or epochs")
                .between("repeats", repeats, 1, Budget.MOST_REPEATS)
                .that(
                        margin == null || (margin >= 0 && Double.isFinite(margin)),
                        "margin",
                        margin,
                        "a finite number, 0 or more")
                .that(evaluation == null || evaluation.samples() > 0, "evaluation/samples", 0, "1 or more");
        Tags.check(check, tags);
        check.orThrow();
        checkEntries(entries, baseline);
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** What a client asks for, with what it leaves out. */
    static ComparisonTerms of(
            @Nullable String name,
            @Nullable UUID rangeTest,
            @Nullable Long iterations,
            @Nullable Long epochs,
            @Nullable Integer repeats,
            @Nullable Long seed,
            @Nullable Evaluation evaluation,
            @Nullable List<NewEntry> entries,
            @Nullable String baseline,
            @Nullable Double margin,
            @Nullable Map<String, String> tags) {
        return new ComparisonTerms(
                name,
                rangeTest,
                iterations,
                epochs,
                repeats == null ? USUAL_REPEATS : repeats,
                seed == null ? 0 : seed,
                evaluation,
                entries,
                baseline,
                margin,
                tags == null ? Map.of() : tags);
    }

    /** Holds it that something says what is trained. */
    void requireWorkload(@Nullable Object workload) {
        Check.fields()
                .that(
                        workload != null || rangeTest != null,
                        "workload",
                        null,
                        "a workload, or a range_test that has one")
                .orThrow();
    }

    private static void checkEntries(@Nullable List<NewEntry> entries, @Nullable String baseline) {
        if (entries == null) {
            Check.fields()
                    .that(baseline == null, "baseline", baseline, "entries, of which it is one")
                    .orThrow();
            return;
        }
        Check check = Check.fields()
                .that(
                        entries.size() >= ComparisonOrder.FEWEST_ENTRIES
                                && entries.size() <= ComparisonOrder.MOST_ENTRIES,
                        "entries",
                        entries.size() + " entries",
                        "%d to %d entries".formatted(ComparisonOrder.FEWEST_ENTRIES, ComparisonOrder.MOST_ENTRIES));
        Set<String> names = new HashSet<>();
        for (int i = 0; i < entries.size(); i++) {
            @Nullable NewEntry entry = entries.get(i);
            check.present("entries/" + i, entry);
            if (entry != null) {
                check.that(
                        names.add(entry.name()),
                        "entries/%d/name".formatted(i),
                        entry.name(),
                        "a name that no other entry has");
            }
        }
        check.that(
                baseline != null && names.contains(baseline), "baseline", baseline, "the name of one of the entries");
        check.orThrow();
    }
}
