package dev.rangefinder.schedule.web;

import dev.rangefinder.schedule.Policies;
import dev.rangefinder.schedule.store.NewSchedule;
import dev.rangefinder.schedule.store.StoredSchedule;
import dev.rangefinder.schedule.store.StoredSchedules;
import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.Json;
import dev.rangefinder.shared.PageRequest;
import dev.rangefinder.shared.Tags;
import dev.rangefinder.shared.web.Page;
import dev.rangefinder.shared.web.idempotency.IdempotencyKeys;
import dev.rangefinder.shared.web.immutable.Immutable;
import dev.rangefinder.shared.web.problem.NotFoundException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Keeps schedules, shows and lists them. */
@RestController
@RequestMapping(StoredScheduleController.PATH)
class StoredScheduleController {

    static final String PATH = "/v1/schedules";

    private final StoredSchedules schedules;
    private final IdempotencyKeys idempotencyKeys;

    StoredScheduleController(StoredSchedules schedules, IdempotencyKeys idempotencyKeys) {
        this.schedules = schedules;
        this.idempotencyKeys = idempotencyKeys;
    }

    @PostMapping
    ResponseEntity<byte[]> keep(
            @RequestBody NewSchedule schedule,
            @RequestHeader(name = IdempotencyKeys.HEADER, required = false) @Nullable String key) {
        return idempotencyKeys.once(key, PATH, schedule, () -> {
            StoredSchedules.Kept kept = schedules.keep(schedule);
            StoredScheduleView view = StoredScheduleView.of(kept.schedule());
            return ResponseEntity.status(kept.isNew() ? HttpStatus.CREATED : HttpStatus.OK)
                    .location(URI.create(view.links().self()))
                    .body(view);
        });
    }

    /** Spring answers a 304 by itself where the tag is known. */
    @GetMapping(path = "/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<StoredScheduleView> get(@PathVariable String id) {
        StoredSchedule schedule = found(id);
        StoredScheduleView view = StoredScheduleView.of(schedule);
        return ResponseEntity.ok()
                .eTag(Immutable.tag(MediaType.APPLICATION_JSON_VALUE, Json.MAPPER.writeValueAsString(view)))
                .cacheControl(Immutable.FOR_A_YEAR)
                .body(view);
    }

    @GetMapping
    Page<StoredScheduleView> list(
            @RequestParam(required = false) @Nullable String policy,
            @RequestParam(name = "tag", required = false, defaultValue = "") List<String> tags,
            @RequestParam(name = "page_size", required = false) @Nullable Integer pageSize,
            @RequestParam(name = "page_token", required = false) @Nullable String pageToken) {
        PageRequest page = PageRequest.of(pageSize, pageToken);
        Check.fields()
                .that(
                        policy == null || Policies.names().contains(policy),
                        "policy",
                        policy,
                        "one of " + String.join(", ", Policies.names()))
                .orThrow();
        List<StoredSchedule> found = schedules.find(policy, Tags.ofParameters(tags), page);
        return Page.of(page, found, StoredSchedule::sortId, StoredScheduleView::of);
    }

    /** Programs that compute the same rates without this service. */
    @GetMapping(path = "/{id}/code", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Map<String, String>> code(@PathVariable String id) {
        StoredSchedule schedule = found(id);
        return CodeAnswer.of(schedule.schedule(), schedule.iterations());
    }

    private StoredSchedule found(String id) {
        return schedules.find(id).orElseThrow(() -> new NotFoundException("schedule", id));
    }
}
