package dev.rangefinder.curve;

import dev.rangefinder.curve.Observation.Validation;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a row of {@code curve_chunk} holds beside its run and attempt, for statements that keep it with something else.
 */
public final class ChunkColumns {

    public static final String NAMES =
            "first_iteration, iterations, lr, loss, accuracy, validation_loss, validation_accuracy";

    /** A parameter for each of them. */
    public static final String PARAMETERS = "?, ?, ?, ?, ?, ?, ?";

    private ChunkColumns() {}

    /**
     * Sets the parameters.
     *
     * @param first the number of the first of them
     * @return the number after the last of them
     */
    public static int set(PreparedStatement statement, int first, List<Observation> observations) throws SQLException {
        int parameter = first;
        statement.setLong(
                parameter++,
                observations.isEmpty() ? 0 : observations.getFirst().iteration());
        long[] iterations = new long[observations.size()];
        Arrays.setAll(iterations, i -> observations.get(i).iteration());
        statement.setObject(parameter++, iterations);
        statement.setObject(parameter++, column(observations, Observation::lr));
        statement.setObject(parameter++, column(observations, Observation::loss));
        statement.setObject(parameter++, sparse(observations, Observation::accuracy));
        statement.setObject(parameter++, sparse(observations, point -> validated(point, Validation::loss)));
        statement.setObject(parameter++, sparse(observations, point -> validated(point, Validation::accuracy)));
        return parameter;
    }

    private static double[] column(List<Observation> observations, ToDoubleFunction<Observation> value) {
        double[] values = new double[observations.size()];
        Arrays.setAll(values, i -> value.applyAsDouble(observations.get(i)));
        return values;
    }

    private static @Nullable Double[] sparse(
            List<Observation> observations, Function<Observation, @Nullable Double> value) {
        @Nullable Double[] values = new Double[observations.size()];
        Arrays.setAll(values, i -> value.apply(observations.get(i)));
        return values;
    }

    private static @Nullable Double validated(Observation point, Function<Validation, @Nullable Double> value) {
        Validation validation = point.validation();
        return validation == null ? null : value.apply(validation);
    }
}
