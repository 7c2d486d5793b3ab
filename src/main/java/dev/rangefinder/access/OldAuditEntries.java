package dev.rangefinder.access;

import dev.rangefinder.shared.Chore;
import dev.rangefinder.shared.TimeOrder;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Entries of the audit trail past the time for which they are kept. */
@Component
class OldAuditEntries implements Chore {

    private final AuditSettings settings;
    private final JdbcClient jdbc;
    private final Clock clock;

    OldAuditEntries(AuditSettings settings, JdbcClient jdbc, Clock clock) {
        this.settings = settings;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "audit entries past their time";
    }

    @Override
    public int pass() {
        @Nullable Duration kept = settings.audit();
        if (kept == null) {
            return 0;
        }
        return jdbc.sql("""
                        delete from audit_entry where id in (
                          select id from audit_entry where id < :first order by id limit 1000)""")
                .param("first", TimeOrder.firstAt(clock.instant().minus(kept)))
                .update();
    }
}
