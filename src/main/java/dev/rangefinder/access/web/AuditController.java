package dev.rangefinder.access.web;

import dev.rangefinder.access.AuditCriteria;
import dev.rangefinder.access.AuditEntry;
import dev.rangefinder.access.AuditTrail;
import dev.rangefinder.shared.PageRequest;
import dev.rangefinder.shared.web.Page;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows who changed what. */
@RestController
@RequestMapping("/v1/audit")
class AuditController {

    private final AuditTrail trail;

    AuditController(AuditTrail trail) {
        this.trail = trail;
    }

    @GetMapping
    Page<AuditEntry> search(
            @RequestParam(required = false) @Nullable String caller,
            @RequestParam(required = false) @Nullable String action,
            @RequestParam(required = false) @Nullable String subject,
            @RequestParam(name = "created_after", required = false) @Nullable Instant createdAfter,
            @RequestParam(name = "created_before", required = false) @Nullable Instant createdBefore,
            @RequestParam(name = "page_size", required = false) @Nullable Integer pageSize,
            @RequestParam(name = "page_token", required = false) @Nullable String pageToken) {
        PageRequest page = PageRequest.of(pageSize, pageToken);
        List<AuditEntry> found =
                trail.find(new AuditCriteria(caller, action, subject, createdAfter, createdBefore), page);
        return Page.of(page, found, AuditEntry::id, Function.identity());
    }
}
