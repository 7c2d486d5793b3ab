package dev.rangefinder.curve;

import dev.rangefinder.curve.Observation.Validation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A curve in columns, as one hands it to a plot; null where nothing was measured. */
public record CurveColumns(
        List<Long> iteration,
        List<Double> lr,
        List<Double> loss,
        List<@Nullable Double> accuracy,
        List<@Nullable Double> validationLoss,
        List<@Nullable Double> validationAccuracy) {

    public static CurveColumns of(Curve curve) {
        List<Observation> points = curve.observations();
        return new CurveColumns(
                points.stream().map(Observation::iteration).toList(),
                points.stream().map(Observation::lr).toList(),
                points.stream().map(Observation::loss).toList(),
                column(points, Observation::accuracy),
                column(points, point -> of(point.validation(), Validation::loss)),
                column(points, point -> of(point.validation(), Validation::accuracy)));
    }

    private static @Nullable Double of(@Nullable Validation validation, Function<Validation, @Nullable Double> value) {
        return validation == null ? null : value.apply(validation);
    }

    private static List<@Nullable Double> column(
            List<Observation> points, Function<Observation, @Nullable Double> value) {
        ArrayList<@Nullable Double> column = new ArrayList<>(points.size());
        points.forEach(point -> column.add(value.apply(point)));
        return column;
    }
}
