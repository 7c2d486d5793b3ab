package dev.rangefinder.report;

import dev.rangefinder.report.curve.ReportedObservation;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Keeps observations as they were reported: a row a batch, as a curve does. */
@Component
class ReportedChunkStore {

    private static final String INSERT = """
            insert into reported_chunk (run_id, rank, first_iteration, last_iteration, iterations, lr, loss, accuracy,
              validation_loss, validation_accuracy, skipped)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

    private static final String SELECT = """
            select rank, iterations, lr, loss, accuracy, validation_loss, validation_accuracy, skipped from reported_chunk
            where run_id = ? and last_iteration >= ? and first_iteration <= ?""";

    private final JdbcTemplate jdbc;

    ReportedChunkStore(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Keeps observations of one rank, in their order; none are fine too. */
    void add(UUID run, int rank, List<ReportedObservation> observations) {
        if (observations.isEmpty()) {
            return;
        }
        jdbc.update(connection -> {
            PreparedStatement statement = connection.prepareStatement(INSERT);
            statement.setObject(1, run);
            statement.setInt(2, rank);
            statement.setLong(3, observations.getFirst().iteration());
            statement.setLong(4, observations.getLast().iteration());
            statement.setArray(5, array(connection, "int8", observations, ReportedObservation::iteration));
            statement.setArray(6, array(connection, "float8", observations, ReportedObservation::knownLr));
            statement.setArray(7, array(connection, "float8", observations, ReportedObservation::loss));
            statement.setArray(8, array(connection, "float8", observations, ReportedObservation::accuracy));
            statement.setArray(9, array(connection, "float8", observations, ReportedObservation::validationLoss));
            statement.setArray(10, array(connection, "float8", observations, ReportedObservation::validationAccuracy));
            statement.setArray(11, array(connection, "bool", observations, ReportedObservation::skipped));
            return statement;
        });
    }

    private static Array array(
            Connection connection,
            String type,
            List<ReportedObservation> observations,
            Function<ReportedObservation, @Nullable Object> value)
            throws SQLException {
        return connection.createArrayOf(type, observations.stream().map(value).toArray());
    }

    /** All that is kept of a stretch of iterations, both ends inclusive. */
    List<OfRank> between(UUID run, long first, long last) {
        return jdbc.query(SELECT, (row, number) -> ofRank(row), run, first, last).stream()
                .map(chunk -> chunk.within(first, last))
                .toList();
    }

    /** Forgets batches that end with an iteration or before it. */
    void forgetThrough(UUID run, long last) {
        jdbc.update("delete from reported_chunk where run_id = ? and last_iteration <= ?", run, last);
    }

    void forget(UUID run) {
        jdbc.update("delete from reported_chunk where run_id = ?", run);
    }

    /** What one rank has reported. */
    record OfRank(int rank, List<ReportedObservation> observations) {

        private OfRank within(long first, long last) {
            return new OfRank(
                    rank,
                    observations.stream()
                            .filter(observation -> observation.iteration() >= first && observation.iteration() <= last)
                            .toList());
        }
    }

    private static OfRank ofRank(ResultSet row) throws SQLException {
        Long[] iteration = (Long[]) row.getArray("iterations").getArray();
        Double[] lr = (Double[]) row.getArray("lr").getArray();
        Double[] loss = (Double[]) row.getArray("loss").getArray();
        @Nullable Double[] accuracy = (Double[]) row.getArray("accuracy").getArray();
        @Nullable
        Double[] validationLoss = (Double[]) row.getArray("validation_loss").getArray();
        @Nullable
        Double[] validationAccuracy =
                (Double[]) row.getArray("validation_accuracy").getArray();
        Boolean[] skipped = (Boolean[]) row.getArray("skipped").getArray();
        List<ReportedObservation> observations = new ArrayList<>(iteration.length);
        for (int i = 0; i < iteration.length; i++) {
            observations.add(new ReportedObservation(
                    iteration[i], lr[i], loss[i], accuracy[i], validationLoss[i], validationAccuracy[i], skipped[i]));
        }
        return new OfRank(row.getInt("rank"), observations);
    }
}
