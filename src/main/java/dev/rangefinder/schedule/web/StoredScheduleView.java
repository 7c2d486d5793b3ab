package dev.rangefinder.schedule.web;

import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.schedule.store.StoredSchedule;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A schedule of one's own as JSON, without its rates. */
record StoredScheduleView(
        String id,
        @Nullable String name,
        Map<String, String> tags,
        Schedule schedule,
        long iterations,
        Map<String, Double> multipliers,
        Instant createdAt,
        Links links) {

    /** Where the rest of it is. */
    record Links(String self, String rates) {}

    static StoredScheduleView of(StoredSchedule schedule) {
        String self = StoredScheduleController.PATH + "/" + schedule.id();
        return new StoredScheduleView(
                schedule.id(),
                schedule.name().orElse(null),
                schedule.tags(),
                schedule.schedule(),
                schedule.iterations(),
                schedule.multipliers(),
                schedule.createdAt(),
                new Links(self, self + "/rates"));
    }
}
