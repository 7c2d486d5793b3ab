package dev.rangefinder.run.place;

import dev.rangefinder.shared.Chore;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Lanes of servers that have not been seen for a week: until then a run may ask for them, since they may come back. */
@Component
class GoneServersCleanup implements Chore {

    private final JdbcClient jdbc;

    GoneServersCleanup(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String name() {
        return "lanes of servers that are gone";
    }

    @Override
    public int pass() {
        return jdbc.sql("delete from lane_server where seen_at < clock_timestamp() - interval '7 days'")
                .update();
    }
}
