package dev.rangefinder.comparison.submission;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.rangefinder.run.place.Placement;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.Tags;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Schedules that a client wants to be held against each other, and who trains them. */
@JsonTypeInfo(
        use = JsonTypeInfo.Id.NAME,
        include = JsonTypeInfo.As.EXISTING_PROPERTY,
        property = "execution",
        visible = true,
        defaultImpl = NewComparison.class)
public sealed interface ComparisonSubmission permits NewComparison, NewReportedComparison {

    /**
     * The fewest of which a spread says something: two leave a single degree of freedom, and an interval thrice as
     * wide.
     */
    int USUAL_REPEATS = 3;

    @Nullable
    String name();

    /** Whose workload and recommendation fill what is absent. */
    @Nullable
    UUID rangeTest();

    /** Of every run; or so many {@link #epochs}. */
    @Nullable
    Long iterations();

    @Nullable
    Long epochs();

    /** Runs of each entry; those of the same repeat share their seed. */
    Integer repeats();

    Long seed();

    @Nullable
    Evaluation evaluation();

    @Nullable
    List<NewEntry> entries();

    /** The name of the entry that the others are held against. */
    @Nullable
    String baseline();

    /** A difference that does not matter. */
    @Nullable
    Double margin();

    Map<String, String> tags();

    /** Where its runs are to be trained. */
    Placement placement();

    /** The same of another client. */
    ComparisonSubmission ofClient(String client);

    /** Holds what every submission says against its limits. */
    static void check(ComparisonSubmission asked, boolean hasWorkload) {
        @Nullable List<NewEntry> entries = asked.entries();
        @Nullable UUID rangeTest = asked.rangeTest();
        @Nullable Long iterations = asked.iterations();
        @Nullable Evaluation evaluation = asked.evaluation();
        @Nullable Double margin = asked.margin();
        Check check = Check.fields()
                .that(
                        asked.name() == null || Tags.isText(asked.name(), ComparisonOrder.LONGEST_NAME),
                        "name",
                        asked.name(),
                        "1 to 200 characters")
                .that(hasWorkload || rangeTest != null, "workload", null, "a workload, or a range_test that has one")
                .that(entries != null || rangeTest != null, "entries", null, "entries, or a range_test to make them of")
                .that(
                        iterations == null || asked.epochs() == null,
                        "epochs",
                        asked.epochs(),
                        "either epochs or iterations")
                .that(
                        iterations != null || asked.epochs() != null || (rangeTest != null && entries == null),
                        "iterations",
                        null,
                        "a value, or epochs")
                .between("repeats", asked.repeats(), 1, ComparisonOrder.MOST_REPEATS)
                .that(
                        margin == null || (margin >= 0 && Double.isFinite(margin)),
                        "margin",
                        margin,
                        "a finite number, 0 or more")
                .that(evaluation == null || evaluation.samples() > 0, "evaluation/samples", 0, "1 or more");
        Tags.check(check, asked.tags());
        check.orThrow();
        checkEntries(entries, asked.baseline());
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
