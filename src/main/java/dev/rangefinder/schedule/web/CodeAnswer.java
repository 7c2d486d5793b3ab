package dev.rangefinder.schedule.web;

import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.schedule.render.Snippets;
import dev.rangefinder.shared.web.immutable.Immutable;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** The programs that compute a schedule elsewhere; they change when this service writes better ones, and only then. */
public final class CodeAnswer {

    private CodeAnswer() {}

    /** For a run of so many iterations; Spring answers a 304 by itself where the tag is known. */
    public static ResponseEntity<Map<String, String>> of(Schedule schedule, long iterations) {
        Map<String, String> programs = Snippets.of(schedule, iterations);
        return ResponseEntity.ok()
                .eTag(Immutable.tag(MediaType.APPLICATION_JSON_VALUE, programs))
                .body(programs);
    }
}
