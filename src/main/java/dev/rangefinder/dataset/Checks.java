package dev.rangefinder.dataset;

import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Which data sets in place are checked, and how far. A server holds one for half a minute at a time: when it is killed,
 * another goes on, or the same one when it is back. Should two check one at once, they come to the same.
 */
@Component
class Checks {

    private static final String HELD = "now() + interval '30 seconds'";

    private final JdbcClient jdbc;

    Checks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The oldest that no server holds. */
    Optional<UUID> claim() {
        return jdbc.sql("""
                        update data_set set check_held_until = %s where id = (
                          select id from data_set
                          where state = 'CHECKING' and (check_held_until is null or check_held_until < now())
                          order by id limit 1 for update skip locked)
                        returning id""".formatted(HELD)).query(UUID.class).optional();
    }

    /** Returns false if there is nothing more to check: it was deleted. */
    boolean goOn(UUID id, long checked) {
        return jdbc.sql("""
                        update data_set set checked = :checked, check_held_until = %s
                        where id = :id and state = 'CHECKING'""".formatted(HELD))
                        .param("checked", checked)
                        .param("id", id)
                        .update()
                == 1;
    }

    /** Lets another server go on at once. */
    void letGo(UUID id) {
        jdbc.sql("update data_set set check_held_until = null where id = :id")
                .param("id", id)
                .update();
    }

    void refuse(UUID id, long checked, String problem) {
        jdbc.sql("""
                        update data_set set state = 'REFUSED', checked = :checked, problem = :problem,
                          check_held_until = null
                        where id = :id and state = 'CHECKING'""")
                .param("checked", checked)
                .param("problem", problem)
                .param("id", id)
                .update();
    }
}
