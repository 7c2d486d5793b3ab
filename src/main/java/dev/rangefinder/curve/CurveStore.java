package dev.rangefinder.curve;

import dev.rangefinder.curve.Observation.Validation;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Keeps curves as chunks of arrays. Plain JDBC: a row a point costs about 25 times the writing and 4 times the space.
 *
 * <p>Who may write is the caller's to know: the room {@code run} fences every write by its attempt.
 */
@Component
public class CurveStore {

    /** As many as one of our own trainers sends at a time. */
    private static final int POINTS_OF_A_CHUNK = 1000;

    private static final String INSERT = "insert into curve_chunk (run_id, attempt, " + ChunkColumns.NAMES
            + ") values (?, ?, " + ChunkColumns.PARAMETERS + ")";

    private static final String SELECT = """
            select iterations, lr, loss, accuracy, validation_loss, validation_accuracy from curve_chunk
            where run_id = ? and attempt = ? order by first_iteration""";

    /** At most 20,000 points: two megabytes as text. Chunks may have been merged since the reader was here. */
    private static final String SELECT_ON = """
            select iterations, lr, loss, accuracy, validation_loss, validation_accuracy from curve_chunk
            where run_id = ? and attempt = ? and first_iteration >= coalesce((
              select max(first_iteration) from curve_chunk where run_id = ? and attempt = ? and first_iteration <= ?), 0)
              and iterations[cardinality(iterations)] >= ?
            order by first_iteration limit 20""";

    /** From the chunk that may contain the first of them. */
    private static final String SELECT_BETWEEN = """
            select iterations, lr, loss, accuracy, validation_loss, validation_accuracy from curve_chunk
            where run_id = ? and attempt = ? and first_iteration <= ? and first_iteration >= coalesce((
              select max(first_iteration) from curve_chunk where run_id = ? and attempt = ? and first_iteration <= ?), 0)
            order by first_iteration""";

    private static final String IS_WORTH_MERGING = """
            select count(*) > 2 * ceil(sum(cardinality(iterations))::numeric / ?) from curve_chunk
            where run_id = ? and attempt = ?""";

    private static final String MERGE = """
            with small as (delete from curve_chunk where run_id = ? and attempt = ? returning *),
            point as (
              select run_id, attempt, p.*, (row_number() over (order by p.iteration) - 1) / ? as chunk
              from small, unnest(iterations, lr, loss, accuracy, validation_loss, validation_accuracy)
                as p (iteration, lr, loss, accuracy, validation_loss, validation_accuracy))
            insert into curve_chunk (run_id, attempt, first_iteration, iterations, lr, loss, accuracy, validation_loss,
              validation_accuracy)
            select run_id, attempt, min(iteration), array_agg(iteration order by iteration), array_agg(lr order by iteration),
              array_agg(loss order by iteration), array_agg(accuracy order by iteration),
              array_agg(validation_loss order by iteration), array_agg(validation_accuracy order by iteration)
            from point group by run_id, attempt, chunk""";

    private static final String COPY = """
            insert into curve_chunk select (jsonb_populate_record(curve_chunk, jsonb_build_object('run_id', ?::text))).*
            from curve_chunk where run_id = ? and attempt = ?""";

    private final JdbcTemplate jdbc;

    CurveStore(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds observations that come after all that the attempt has stored; none are fine too. */
    public void append(UUID run, int attempt, List<Observation> observations) {
        if (observations.isEmpty()) {
            return;
        }
        jdbc.update(connection -> {
            PreparedStatement statement = connection.prepareStatement(INSERT);
            statement.setObject(1, run);
            statement.setInt(2, attempt);
            ChunkColumns.set(statement, 3, observations);
            return statement;
        });
    }

    /** All that the attempt has stored, in order. */
    public Curve read(UUID run, int attempt) {
        try (Stream<List<Observation>> chunks =
                jdbc.queryForStream(SELECT, (row, number) -> observations(row), run, attempt)) {
            return new Curve(chunks.flatMap(List::stream).toList());
        }
    }

    /**
     * Part of what the attempt has stored.
     *
     * @param from the first iteration that may be among it
     * @return empty when there is nothing from there on
     */
    public Curve readOn(UUID run, int attempt, long from) {
        return new Curve(
                jdbc
                        .query(SELECT_ON, (row, number) -> observations(row), run, attempt, run, attempt, from, from)
                        .stream()
                        .flatMap(List::stream)
                        .filter(observation -> observation.iteration() >= from)
                        .toList());
    }

    /** What the attempt has stored of a stretch of iterations, both ends inclusive. */
    public Curve read(UUID run, int attempt, long first, long last) {
        return new Curve(
                jdbc
                        .query(
                                SELECT_BETWEEN,
                                (row, number) -> observations(row),
                                run,
                                attempt,
                                last,
                                run,
                                attempt,
                                first)
                        .stream()
                        .flatMap(List::stream)
                        .filter(observation -> observation.iteration() >= first && observation.iteration() <= last)
                        .toList());
    }

    /**
     * Keeps the same points in chunks of a thousand, if the attempt has stored far more chunks than that. A reader that
     * reads meanwhile sees all old ones or all new ones.
     *
     * @return whether there was anything to do
     */
    public boolean merge(UUID run, int attempt) {
        boolean isWorthIt = Boolean.TRUE.equals(
                jdbc.queryForObject(IS_WORTH_MERGING, Boolean.class, POINTS_OF_A_CHUNK, run, attempt));
        if (isWorthIt) {
            jdbc.update(MERGE, run, attempt, POINTS_OF_A_CHUNK);
        }
        return isWorthIt;
    }

    /** Copies what an attempt has stored to a run of the same number of attempts. */
    public void copy(UUID run, int attempt, UUID copy) {
        jdbc.update(COPY, copy.toString(), run, attempt);
    }

    /** Deletes all that any attempt has stored. */
    public void delete(UUID run) {
        jdbc.update("delete from curve_chunk where run_id = ?", run);
    }

    /** Deletes what other attempts than this one have stored. */
    public void deleteAllBut(UUID run, int attempt) {
        jdbc.update("delete from curve_chunk where run_id = ? and attempt <> ?", run, attempt);
    }

    private static List<Observation> observations(ResultSet row) throws SQLException {
        Long[] iteration = (Long[]) row.getArray(1).getArray();
        Double[] lr = (Double[]) row.getArray(2).getArray();
        Double[] loss = (Double[]) row.getArray(3).getArray();
        @Nullable Double[] accuracy = (Double[]) row.getArray(4).getArray();
        @Nullable Double[] validationLoss = (Double[]) row.getArray(5).getArray();
        @Nullable Double[] validationAccuracy = (Double[]) row.getArray(6).getArray();
        List<Observation> observations = new ArrayList<>(iteration.length);
        for (int i = 0; i < iteration.length; i++) {
            observations.add(new Observation(
                    iteration[i], lr[i], loss[i], accuracy[i], validation(validationLoss[i], validationAccuracy[i])));
        }
        return observations;
    }

    private static @Nullable Validation validation(@Nullable Double loss, @Nullable Double accuracy) {
        return loss == null && accuracy == null ? null : new Validation(loss, accuracy);
    }
}
