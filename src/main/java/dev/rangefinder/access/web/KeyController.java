package dev.rangefinder.access.web;

import dev.rangefinder.access.Access;
import dev.rangefinder.access.ApiKey;
import dev.rangefinder.access.ApiKeys;
import dev.rangefinder.access.NewKey;
import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.PageRequest;
import dev.rangefinder.shared.web.Page;
import dev.rangefinder.shared.web.problem.NotFoundException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Makes keys, shows, rotates and revokes them. */
@RestController
@RequestMapping(KeyController.PATH)
class KeyController {

    static final String PATH = "/v1/keys";

    /** A key that is rotated because it has leaked shall end at once, one that trainers use when they have the new one. */
    private static final Duration LONGEST_OVERLAP = Duration.ofDays(30);

    private final Access access;
    private final ApiKeys keys;

    KeyController(Access access, ApiKeys keys) {
        this.access = access;
        this.keys = keys;
    }

    /**
     * What is asked of a rotation.
     *
     * @param overlap seconds for which the text before holds beside the new one
     */
    record Rotation(@Nullable Integer overlap) {

        Rotation {
            Check.fields()
                    .between("overlap", overlap == null ? 0 : overlap, 0, LONGEST_OVERLAP.toSeconds())
                    .orThrow();
        }

        Duration duration() {
            return Duration.ofSeconds(overlap == null ? 0 : overlap);
        }
    }

    @PostMapping
    ResponseEntity<KeyView> make(@RequestBody NewKey wanted) {
        ApiKeys.Shown made = access.make(wanted);
        return ResponseEntity.created(URI.create(PATH + "/" + made.key().id())).body(KeyView.of(made));
    }

    @GetMapping
    Page<KeyView> list(
            @RequestParam(name = "page_size", required = false) @Nullable Integer pageSize,
            @RequestParam(name = "page_token", required = false) @Nullable String pageToken) {
        PageRequest page = PageRequest.of(pageSize, pageToken);
        List<ApiKey> found = keys.find(page);
        return Page.of(page, found, ApiKey::id, KeyView::of);
    }

    @GetMapping("/{id}")
    KeyView get(@PathVariable UUID id) {
        return keys.find(id).map(KeyView::of).orElseThrow(() -> notFound(id));
    }

    @PostMapping("/{id}:rotate")
    KeyView rotate(@PathVariable UUID id, @RequestBody(required = false) @Nullable Rotation rotation) {
        Duration overlap = rotation == null ? Duration.ZERO : rotation.duration();
        return keys.rotate(id, overlap).map(KeyView::of).orElseThrow(() -> notFound(id));
    }

    @PostMapping("/{id}:revoke")
    KeyView revoke(@PathVariable UUID id) {
        return keys.revoke(id).map(KeyView::of).orElseThrow(() -> notFound(id));
    }

    private static NotFoundException notFound(UUID id) {
        return new NotFoundException("key", id);
    }
}
