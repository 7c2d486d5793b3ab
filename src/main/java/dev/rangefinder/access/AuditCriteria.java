package dev.rangefinder.access;

import dev.rangefinder.shared.SqlConditions;
import dev.rangefinder.shared.TimeOrder;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a search over the audit trail asks for: every field that is given must match. */
public record AuditCriteria(
        @Nullable String caller,
        @Nullable String action,
        @Nullable String subject,
        @Nullable Instant createdAfter,
        @Nullable Instant createdBefore) {

    SqlConditions where() {
        return new SqlConditions()
                .and("caller = :caller", "caller", caller)
                .and("action = :action", "action", action)
                .and("subject = :subject", "subject", subject)
                .and("id > :after", "after", createdAfter == null ? null : TimeOrder.lastAt(createdAfter))
                .and("id < :before", "before", createdBefore == null ? null : TimeOrder.firstAt(createdBefore));
    }
}
