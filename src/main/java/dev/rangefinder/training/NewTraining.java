package dev.rangefinder.training;

import dev.rangefinder.report.curve.Reporting;
import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.Tags;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A training that a client announces, with a schedule or with the id of one that is kept.
 *
 * @param iterations of the training; that of the schedule if absent
 */
public record NewTraining(
        @Nullable String name,
        @Nullable Schedule schedule,
        @Nullable Long iterations,
        @Nullable String scheduleId,
        Reporting reporting,
        Map<String, String> tags) {

    /** Every iteration may be reported, and they are read together. */
    private static final long MOST_ITERATIONS = 10_000_000;

    public NewTraining(
            @Nullable String name,
            @Nullable Schedule schedule,
            @Nullable Long iterations,
            @Nullable String scheduleId,
            @Nullable Reporting reporting,
            @Nullable Map<String, String> tags) {
        this.name = name;
        this.schedule = schedule;
        this.iterations = iterations;
        this.scheduleId = scheduleId;
        this.reporting = reporting == null ? Reporting.PLAIN : reporting;
        this.tags = tags == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(tags));
        Check check = Check.fields()
                .that(name == null || Tags.isWord(name), "name", name, "1 to 200 characters")
                .that((schedule == null) != (scheduleId == null), "schedule", null, "either this or schedule_id")
                .that(
                        iterations == null || (iterations >= 1 && iterations <= MOST_ITERATIONS),
                        "iterations",
                        iterations,
                        "a whole number from 1 to %d".formatted(MOST_ITERATIONS));
        Tags.check(check, this.tags);
        check.orThrow();
    }

    /** How long it takes, if its schedule takes so long. */
    long iterations(long ofSchedule) {
        long asked = iterations == null ? ofSchedule : iterations;
        Check.fields().between("iterations", asked, 1, MOST_ITERATIONS).orThrow();
        return asked;
    }
}
