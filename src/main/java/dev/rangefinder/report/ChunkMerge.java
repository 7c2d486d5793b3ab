package dev.rangefinder.report;

import dev.rangefinder.curve.CurveStore;
import dev.rangefinder.shared.Chore;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Chunks of curves that are as small as the reports were, of runs that are over: merged, they are read sooner. */
@Component
class ChunkMerge implements Chore {

    /** A curve may have ten million points. */
    private static final int RUNS_AT_ONCE = 1;

    private final JdbcClient jdbc;
    private final CurveStore curves;

    ChunkMerge(JdbcClient jdbc, CurveStore curves) {
        this.jdbc = jdbc;
        this.curves = curves;
    }

    @Override
    public String name() {
        return "small chunks of reported curves";
    }

    /** Counts runs. The lock of their rows keeps them from being deleted meanwhile. */
    @Override
    public int pass() {
        List<UUID> over = jdbc.sql("""
                        select report.run_id from run_report report join run on run.id = report.run_id
                        where not report.merged and run.ended_at is not null
                        order by report.run_id limit :limit for update of report skip locked""")
                .param("limit", RUNS_AT_ONCE)
                .query((row, number) -> row.getObject(1, UUID.class))
                .list();
        for (UUID run : over) {
            curves.merge(run, Reports.NO_ATTEMPT);
            jdbc.sql("update run_report set merged = true where run_id = :run")
                    .param("run", run)
                    .update();
        }
        return over.size();
    }
}
