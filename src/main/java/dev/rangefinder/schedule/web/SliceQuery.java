package dev.rangefinder.schedule.web;

import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.schedule.render.ScheduleSlice;
import org.jspecify.annotations.Nullable;

/** The parameters that say which part of a schedule is wanted: all of it where none is given. */
public record SliceQuery(
        @Nullable Long from, @Nullable Long count, @Nullable Long every) {

    public ScheduleSlice of(Schedule schedule, long iterations) {
        long start = from == null ? 0 : from;
        long step = every == null ? 1 : every;
        return new ScheduleSlice(
                schedule, iterations, start, count == null ? rest(iterations, start, step) : count, step);
    }

    /** How many rates there are up to the end; what cannot be is left to the part to refuse. */
    private static long rest(long iterations, long start, long step) {
        return iterations <= start || start < 0 || step < 1 ? 0 : 1 + (iterations - start - 1) / step;
    }
}
