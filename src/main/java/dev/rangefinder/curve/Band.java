package dev.rangefinder.curve;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
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
        TreeMap<Long, List<Observation>> byIteration = new TreeMap<>();
        for (Curve curve : curves) {
            for (Observation observation : curve.observations()) {
                if (Double.isFinite(observation.loss())) {
                    byIteration
                            .computeIfAbsent(observation.iteration(), iteration -> new ArrayList<>())
                            .add(observation);
                }
            }
        }
        List<Point> points = new ArrayList<>(byIteration.size());
        byIteration.forEach((iteration, observations) -> {
            Range loss = Range.of(observations.stream().map(Observation::loss));
            if (loss != null) {
                Range accuracy = Range.of(
                        observations.stream().map(Observation::accuracy).<Double>mapMulti((value, next) -> {
                            if (value != null) {
                                next.accept(value);
                            }
                        }));
                points.add(new Point(iteration, observations.getFirst().lr(), observations.size(), loss, accuracy));
            }
        });
        return new Band(points);
    }

    /** At most {@code points} of them, evenly spread, the last among them. */
    public Band thinned(int points) {
        if (this.points.size() <= points) {
            return this;
        }
        long last = this.points.size() - 1L;
        return new Band(IntStream.range(0, points)
                .mapToObj(i -> this.points.get((int) (last * i / (points - 1))))
                .toList());
    }
}
