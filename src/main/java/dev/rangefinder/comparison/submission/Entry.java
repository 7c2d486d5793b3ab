package dev.rangefinder.comparison.submission;

import dev.rangefinder.schedule.Schedule;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A schedule that takes part.
 *
 * @param scheduleId of the one that is kept here, if it came from there
 * @param rangeTest whose recommendation filled it, if one did; it may be deleted since
 */
public record Entry(
        String name,
        Schedule schedule,
        @Nullable String scheduleId,
        @Nullable UUID rangeTest) {}
