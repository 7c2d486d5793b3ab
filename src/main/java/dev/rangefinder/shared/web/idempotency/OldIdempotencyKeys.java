package dev.rangefinder.shared.web.idempotency;

import dev.rangefinder.shared.Chore;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Keys that are no longer asked for, with the answers that they stood for. */
@Component
class OldIdempotencyKeys implements Chore {

    private final JdbcClient jdbc;

    OldIdempotencyKeys(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String name() {
        return "old idempotency keys";
    }

    @Override
    public int pass() {
        return jdbc.sql("""
                        delete from idempotency_key where (route, key) in (
                          select route, key from idempotency_key where created_at <= now() - interval '24 hours'
                          order by created_at limit 1000)""").update();
    }
}
