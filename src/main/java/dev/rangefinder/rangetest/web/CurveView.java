package dev.rangefinder.rangetest.web;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.rangefinder.curve.Band;
import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.CurveColumns;
import dev.rangefinder.run.RunState;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The curves of a range test as JSON: in columns, as one hands them to a plot; null where nothing was measured. */
record CurveView(UUID rangeTest, RunState state, List<RepeatView> repeats, BandView band) {

    /** The curve of one repeat. */
    record RepeatView(int repeat, @JsonUnwrapped CurveColumns columns) {

        static RepeatView of(int repeat, Curve curve) {
            return new RepeatView(repeat, CurveColumns.of(curve));
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
