package dev.rangefinder.access;

import dev.rangefinder.shared.Ids;
import dev.rangefinder.shared.PageRequest;
import dev.rangefinder.shared.SqlConditions;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * Who changed what. An entry is written before its change is begun, so that there is no change without one, and its
 * outcome afterwards.
 */
@Service
public class AuditTrail {

    /** A path or a name that is longer is cut: it was made up. */
    private static final int LONGEST = 500;

    private final JdbcClient jdbc;
    private final Clock clock;

    AuditTrail(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Notes what is about to be done, and gives the id of the entry. */
    public UUID begun(String caller, String action, String subject, String address) {
        return write(caller, action, subject, address, null);
    }

    /** Notes what was refused before it was begun. */
    public void refused(String caller, String action, String subject, String address, int outcome) {
        write(caller, action, subject, address, outcome);
    }

    private UUID write(String caller, String action, String subject, String address, @Nullable Integer outcome) {
        UUID id = Ids.next();
        jdbc.sql("""
                        insert into audit_entry (id, at, caller, action, subject, address, outcome)
                        values (:id, :at, :caller, :action, :subject, :address, :outcome)""")
                .param("id", id)
                .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                .param("caller", shortened(caller))
                .param("action", shortened(action))
                .param("subject", shortened(subject))
                .param("address", address)
                .param("outcome", outcome)
                .update();
        return id;
    }

    /**
     * Notes how it ended.
     *
     * @param subject what it was done to, as is known by now
     */
    public void ended(UUID id, String subject, int outcome) {
        jdbc.sql("update audit_entry set subject = :subject, outcome = :outcome where id = :id")
                .param("subject", shortened(subject))
                .param("outcome", outcome)
                .param("id", id)
                .update();
    }

    /** What matches, the newest first, up to one more than the page holds. */
    public List<AuditEntry> find(AuditCriteria search, PageRequest page) {
        SqlConditions where = search.where().and("id < :page", "page", page.before());
        return jdbc.sql("select * from audit_entry where %s order by id desc limit :limit".formatted(where.sql()))
                .params(where.values())
                .param("limit", page.size() + 1)
                .query((row, number) -> new AuditEntry(
                        row.getObject("id", UUID.class),
                        row.getTimestamp("at").toInstant(),
                        row.getString("caller"),
                        row.getString("action"),
                        row.getString("subject"),
                        row.getString("address"),
                        row.getObject("outcome", Integer.class)))
                .list();
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }
}
