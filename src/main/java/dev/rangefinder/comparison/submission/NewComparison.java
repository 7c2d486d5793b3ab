package dev.rangefinder.comparison.submission;

import dev.rangefinder.run.place.DeviceKind;
import dev.rangefinder.run.place.Placement;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Workload;
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
 * Schedules that are to be held against each other.
 *
 * @param rangeTest whose workload and recommendation fill what is absent
 * @param iterations of every run; or so many {@code epochs}
 * @param repeats runs of each entry; those of the same repeat share their seed
 * @param baseline the name of the entry that the others are held against
 * @param margin a difference that does not matter
 */
public record NewComparison(
        @Nullable String name,
        @Nullable UUID rangeTest,
        @Nullable Workload workload,
        @Nullable Long iterations,
        @Nullable Long epochs,
        Integer repeats,
        Long seed,
        @Nullable Evaluation evaluation,
        @Nullable List<NewEntry> entries,
        @Nullable String baseline,
        @Nullable Double margin,
        Map<String, String> tags,
        String client,
        Integer priority,
        @Nullable String lane,
        @Nullable DeviceKind device) {

    /**
     * The fewest of which a spread says something: two leave a single degree of freedom, and an interval thrice as
     * wide.
     */
    public static final int DEFAULT_REPEATS = 3;

    static final int LONGEST_NAME = 200;
    private static final int FEWEST_ENTRIES = 2;
    private static final int MOST_ENTRIES = 32;

    public NewComparison(
            @Nullable String name,
            @Nullable UUID rangeTest,
            @Nullable Workload workload,
            @Nullable Long iterations,
            @Nullable Long epochs,
            @Nullable Integer repeats,
            @Nullable Long seed,
            @Nullable Evaluation evaluation,
            @Nullable List<NewEntry> entries,
            @Nullable String baseline,
            @Nullable Double margin,
            @Nullable Map<String, String> tags,
            @Nullable String client,
            @Nullable Integer priority,
            @Nullable String lane,
            @Nullable DeviceKind device) {
        this.name = name;
        this.rangeTest = rangeTest;
        this.workload = workload;
        this.iterations = iterations;
        this.epochs = epochs;
        this.repeats = repeats == null ? DEFAULT_REPEATS : repeats;
        this.seed = seed == null ? 0 : seed;
        this.evaluation = evaluation;
        this.entries = entries;
        this.baseline = baseline;
        this.margin = margin;
        this.tags = tags == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(tags));
        Placement placement = Placement.of(client, priority, lane, device);
        this.client = placement.client();
        this.priority = placement.priority();
        this.lane = lane;
        this.device = device;
        Check check = Check.fields()
                .that(name == null || Tags.isText(name, LONGEST_NAME), "name", name, "1 to 200 characters")
                .that(
                        workload != null || rangeTest != null,
                        "workload",
                        null,
                        "a workload, or a range_test that has one")
                .that(entries != null || rangeTest != null, "entries", null, "entries, or a range_test to make them of")
                .that(iterations == null || epochs == null, "epochs", epochs, "either epochs or iterations")
                .that(
                        iterations != null || epochs != null || (rangeTest != null && entries == null),
                        "iterations",
                        null,
                        "a value, or epochs")
                .between("repeats", this.repeats, 1, ComparisonOrder.MOST_REPEATS)
                .that(
                        margin == null || (margin >= 0 && Double.isFinite(margin)),
                        "margin",
                        margin,
                        "a finite number, 0 or more")
                .that(evaluation == null || evaluation.samples() > 0, "evaluation/samples", 0, "1 or more");
        Tags.check(check, this.tags);
        check.orThrow();
        checkEntries(entries, baseline);
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
                        entries.size() >= FEWEST_ENTRIES && entries.size() <= MOST_ENTRIES,
                        "entries",
                        entries.size() + " entries",
                        "%d to %d entries".formatted(FEWEST_ENTRIES, MOST_ENTRIES));
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

    /** Where its runs are to be trained. */
    public Placement placement() {
        return new Placement(client, priority, lane, device);
    }
}
