package dev.rangefinder.curve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The repeats of a range test as one: at every iteration their mean, and the band from the lowest to the highest. */
public record Band(List<Point> points) {

    public Band {
        points = List.copyOf(points);
    }

    /**
     * One iteration.
     *
     * @param repeats how many have a finite loss here: one that diverged earlier is missing
     * @param accuracy null where no repeat reported one
     */
    public record Point(
            long iteration,
            double lr,
            int repeats,
            Range loss,
            @Nullable Range accuracy) {}

    /** Mean, lowest and highest of some values. */
    public record Range(double mean, double low, double high) {

        static @Nullable Range of(Stream<Double> values) {
            var summary = values.mapToDouble(Double::doubleValue).summaryStatistics();
            return summary.getCount() == 0 ? null : new Range(summary.getAverage(), summary.getMin(), summary.getMax());
        }
    }

    /** The band over curves that share a ladder. Iterations at which no repeat has a finite loss are left out. */
    public static Band over(List<Curve> curves) {
        return over(curves, Integer.MAX_VALUE);
    }

    /** The same at no more than {@code points} of the iterations, evenly spread, the last among them; two at least. */
    public static Band over(List<Curve> curves, int points) {
        long[] iterations = iterations(curves);
        int[] next = new int[curves.size()];
        return new Band(kept(iterations.length, points)
                .mapToObj(i -> at(iterations[i], curves, next))
                .toList());
    }

    /** Where some curve has a finite loss, in order. Millions of them are numbers, not objects. */
    private static long[] iterations(List<Curve> curves) {
        long[] sorted = curves.stream()
                .flatMapToLong(curve ->
                        curve.observations().stream().filter(Band::isFinite).mapToLong(Observation::iteration))
                .sorted()
                .toArray();
        int distinct = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (i == 0 || sorted[i] != sorted[i - 1]) {
                sorted[distinct++] = sorted[i];
            }
        }
        return Arrays.copyOf(sorted, distinct);
    }

    private static IntStream kept(int all, int points) {
        return all <= points
                ? IntStream.range(0, all)
                : IntStream.range(0, points).map(i -> (int) ((all - 1L) * i / (points - 1)));
    }

    /**
     * One point.
     *
     * @param next of each curve the first observation that was not passed yet
     */
    private static Point at(long iteration, List<Curve> curves, int[] next) {
        List<Observation> here = new ArrayList<>(curves.size());
        for (int i = 0; i < next.length; i++) {
            List<Observation> observations = curves.get(i).observations();
            while (next[i] < observations.size() && observations.get(next[i]).iteration() < iteration) {
                next[i]++;
            }
            if (next[i] < observations.size()
                    && observations.get(next[i]).iteration() == iteration
                    && isFinite(observations.get(next[i]))) {
                here.add(observations.get(next[i]));
            }
        }
        return new Point(
                iteration,
                here.getFirst().lr(),
                here.size(),
                Objects.requireNonNull(Range.of(here.stream().map(Observation::loss))),
                Range.of(here.stream().map(Observation::accuracy).<Double>mapMulti((value, then) -> {
                    if (value != null) {
                        then.accept(value);
                    }
                })));
    }

    private static boolean isFinite(Observation observation) {
        return Double.isFinite(observation.loss());
    }
}
