package dev.rangefinder.comparison.submission;

import dev.rangefinder.schedule.Schedule;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A schedule that takes part.
 *
 * @param scheduleId of the one that is kept here, if it came from there
 * @param rangeTest whose recommendation filled it, if one did; it may be deleted since
 * @param trainingRuns trainings that used it and whose runs take part, if they do; they may be deleted since
 */
public record Entry(
        String name,
        Schedule schedule,
        @Nullable String scheduleId,
        @Nullable UUID rangeTest,
        @Nullable List<UUID> trainingRuns) {

    Entry trainedAnew() {
        return new Entry(name, schedule, scheduleId, rangeTest, null);
    }
}
