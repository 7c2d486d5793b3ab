package dev.rangefinder.rangetest.web;

import dev.rangefinder.curve.Band;
import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.Observation;
import dev.rangefinder.curve.Observation.Validation;
import dev.rangefinder.run.RunState;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The curves of a range test as JSON: in columns, as one hands them to a plot; null where nothing was measured. */
record CurveView(UUID rangeTest, RunState state, List<RepeatView> repeats, BandView band) {

    /** The curve of one repeat. */
    record RepeatView(
            int repeat,
            List<Long> iteration,
            List<Double> lr,
            List<Double> loss,
            List<@Nullable Double> accuracy,
            List<@Nullable Double> validationLoss,
            List<@Nullable Double> validationAccuracy) {

        static RepeatView of(int repeat, Curve curve) {
            return new RepeatView(
                    repeat,
                    curve.observations().stream().map(Observation::iteration).toList(),
                    curve.observations().stream().map(Observation::lr).toList(),
                    curve.observations().stream().map(Observation::loss).toList(),
                    column(curve, Observation::accuracy),
                    column(curve, observation -> of(observation.validation(), Validation::loss)),
                    column(curve, observation -> of(observation.validation(), Validation::accuracy)));
        }

        private static @Nullable Double of(
                @Nullable Validation validation, Function<Validation, @Nullable Double> value) {
            return validation == null ? null : value.apply(validation);
        }

        private static List<@Nullable Double> column(Curve curve, Function<Observation, @Nullable Double> value) {
            return CurveView.column(curve.observations(), value);
        }
    }

    /** Mean, lowest and highest over the repeats. */
    record BandView(
            List<Long> iteration,
            List<Double> lr,
            List<Integer> repeats,
            List<Double> lossMean,
            List<Double> lossLow,
            List<Double> lossHigh,
            List<@Nullable Double> accuracyMean,
            List<@Nullable Double> accuracyLow,
            List<@Nullable Double> accuracyHigh) {

        static BandView of(Band band) {
            List<Band.Point> points = band.points();
            return new BandView(
                    points.stream().map(Band.Point::iteration).toList(),
                    points.stream().map(Band.Point::lr).toList(),
                    points.stream().map(Band.Point::repeats).toList(),
                    points.stream().map(point -> point.loss().mean()).toList(),
                    points.stream().map(point -> point.loss().low()).toList(),
                    points.stream().map(point -> point.loss().high()).toList(),
                    column(points, point -> of(point.accuracy(), Band.Range::mean)),
                    column(points, point -> of(point.accuracy(), Band.Range::low)),
                    column(points, point -> of(point.accuracy(), Band.Range::high)));
        }

        private static @Nullable Double of(Band.@Nullable Range range, Function<Band.Range, Double> value) {
            return range == null ? null : value.apply(range);
        }
    }

    /** One column; nulls stand where nothing was measured. */
    private static <T> List<@Nullable Double> column(List<T> rows, Function<T, @Nullable Double> value) {
        ArrayList<@Nullable Double> column = new ArrayList<>(rows.size());
        rows.forEach(row -> column.add(value.apply(row)));
        return column;
    }
}
