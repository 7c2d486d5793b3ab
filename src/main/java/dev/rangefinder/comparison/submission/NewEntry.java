package dev.rangefinder.comparison.submission;

import dev.rangefinder.shared.Check;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A schedule that is to take part, and what it is called.
 *
 * @param trainingRuns trainings that used one, instead of the schedule: the first stands for the first repeat, and so on
 */
public record NewEntry(
        String name,
        @Nullable ScheduleSource schedule,
        @Nullable List<UUID> trainingRuns) {

    /** Names that need no quoting in a table or a picture. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._@+-]{0,63}");

    public NewEntry {
        Check check = Check.fields()
                .that(
                        name != null && NAME.matcher(name).matches(),
                        "name",
                        name,
                        "1 to 64 letters, digits, spaces or any of ._@+-, the first a letter or a digit");
        if (trainingRuns == null) {
            check.present("schedule", schedule);
        } else {
            check.that(schedule == null, "schedule", "a schedule", "either this or training_runs");
            check.that(
                    trainingRuns.stream().distinct().count() == trainingRuns.size() && !trainingRuns.contains(null),
                    "training_runs",
                    trainingRuns,
                    "ids, each once");
        }
        check.orThrow();
        trainingRuns = trainingRuns == null ? null : List.copyOf(trainingRuns);
    }
}
