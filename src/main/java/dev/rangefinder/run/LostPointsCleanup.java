package dev.rangefinder.run;

import dev.rangefinder.curve.CurveStore;
import dev.rangefinder.shared.Chore;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What attempts have observed that did not come to their end, of runs that did: it is read no more. */
@Component
class LostPointsCleanup implements Chore {

    /** Each may have lost as many points as it has. */
    private static final int RUNS_AT_ONCE = 20;

    private final JdbcClient jdbc;
    private final CurveStore curves;

    LostPointsCleanup(JdbcClient jdbc, CurveStore curves) {
        this.jdbc = jdbc;
        this.curves = curves;
    }

    @Override
    public String name() {
        return "points of lost attempts";
    }

    /** Counts runs. */
    @Override
    public int pass() {
        List<Attempt> last = jdbc.sql("""
                        select id, attempt from run
                        where attempt > 1 and not lost_points_removed and ended_at is not null
                        order by id limit :limit for update""")
                .param("limit", RUNS_AT_ONCE)
                .query((row, number) -> new Attempt(row.getObject("id", UUID.class), row.getInt("attempt")))
                .list();
        for (Attempt attempt : last) {
            curves.deleteAllBut(attempt.run(), attempt.number());
            jdbc.sql("update run set lost_points_removed = true where id = :id")
                    .param("id", attempt.run())
                    .update();
        }
        return last.size();
    }
}
