package dev.rangefinder.comparison;

import dev.rangefinder.shared.Chore;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Comparisons that have been over for longer than they are to be kept, if there is a limit. */
@Component
class ComparisonRetention implements Chore {

    /** Each may have a hundred million points. */
    private static final int AT_ONCE = 1;

    private final ComparisonRetentionSettings settings;
    private final Comparisons comparisons;
    private final JdbcClient jdbc;

    ComparisonRetention(ComparisonRetentionSettings settings, Comparisons comparisons, JdbcClient jdbc) {
        this.settings = settings;
        this.comparisons = comparisons;
        this.jdbc = jdbc;
    }

    @Override
    public String name() {
        return "comparisons past their time";
    }

    @Override
    public int pass() {
        Duration kept = settings.comparisons();
        if (kept == null) {
            return 0;
        }
        List<UUID> old = jdbc.sql("""
                        select id from comparison where ended_at < now() - make_interval(secs => :seconds)
                        order by ended_at limit :limit""")
                .param("seconds", kept.toSeconds())
                .param("limit", AT_ONCE)
                .query((row, number) -> row.getObject(1, UUID.class))
                .list();
        old.forEach(comparisons::delete);
        return old.size();
    }
}
