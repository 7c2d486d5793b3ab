package dev.rangefinder.testing;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tables of a server under test. */
public final class Tables {

    /** All that clients and trainers fill, but the catalogues of data sets and models. */
    private static final List<String> FILLED = List.of(
            "run",
            "range_test",
            "comparison",
            "curve_chunk",
            "run_report",
            "reported_chunk",
            "training",
            "stored_schedule",
            "idempotency_key",
            "audit_entry");

    private final JdbcClient jdbc;

    Tables(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Lets a test begin with nothing. */
    public void empty() {
        jdbc.sql("truncate " + String.join(", ", FILLED)).update();
    }
}
