package dev.rangefinder.rangetest;

import dev.rangefinder.shared.Chore;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Range tests that have been over for longer than they are to be kept, if there is a limit. */
@Component
class Retention implements Chore {

    /** Each may have a million points. */
    private static final int AT_ONCE = 10;

    private final RetentionSettings settings;
    private final RangeTests rangeTests;
    private final JdbcClient jdbc;

    Retention(RetentionSettings settings, RangeTests rangeTests, JdbcClient jdbc) {
        this.settings = settings;
        this.rangeTests = rangeTests;
        this.jdbc = jdbc;
    }

    @Override
    public String name() {
        return "range tests past their time";
    }

    @Override
    public int pass() {
        Duration kept = settings.rangeTests();
        if (kept == null) {
            return 0;
        }
        List<UUID> old = jdbc.sql("""
                        select id from range_test where ended_at < now() - make_interval(secs => :seconds)
                        order by ended_at limit :limit""")
                .param("seconds", kept.toSeconds())
                .param("limit", AT_ONCE)
                .query((row, number) -> row.getObject(1, UUID.class))
                .list();
        old.forEach(rangeTests::delete);
        return old.size();
    }
}
