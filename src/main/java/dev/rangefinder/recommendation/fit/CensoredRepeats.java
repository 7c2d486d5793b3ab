package dev.rangefinder.recommendation.fit;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.Observation;
import dev.rangefinder.curve.Observation.Validation;
import dev.rangefinder.recommendation.SweptRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The repeats of a test that has enough in it to be fitted. */
public record CensoredRepeats(Grid grid, List<Curve> repeats, LossLevels levels, List<Curve> diverged) {

    /** Fewer points cannot be fitted and resampled. */
    private static final int FEWEST_POINTS = 20;

    /** Half of a decade: the distance between a max and the edge of the ramp is more. */
    private static final double NARROWEST_DECADES = 0.5;

    /** Twelve decades below the end of a sweep nothing trains; it bounds the size of the grid. */
    private static final double LOWEST_SHARE_OF_END = 1e-12;

    /** What arithmetic may have added to the last rung. */
    private static final double ROUNDING = 1e-6;

    /** Spacing of the points that stand for what a diverged repeat did not live to see. */
    private static final double CLOSEST_CONTINUATION = Grid.WIDTH / 8;

    private static final double WIDEST_CONTINUATION = Lowess.HALF_WIDTH / 4;

    /** The spacing of a repeat is read from as many steps before its end. */
    private static final int STEPS_BEFORE_END = 10;

    /** Empty where there are too few points. */
    public static Optional<CensoredRepeats> of(List<Curve> curves, SweptRange swept) {
        List<Curve> repeats = curves.stream()
                .map(curve -> within(curve, swept))
                .filter(repeat -> repeat.size() > 0)
                .sorted(CensoredRepeats::inOrderOfContent)
                .toList();
        Optional<LossLevels> levels = LossLevels.of(repeats);
        double[] rates = rising(repeats)
                .mapToDouble(observation -> Math.log10(observation.lr()))
                .toArray();
        long finite = rising(repeats).filter(LossLevels::isFinite).count();
        if (levels.isEmpty() || finite < FEWEST_POINTS) {
            return Optional.empty();
        }
        double lowest = Arrays.stream(rates).min().orElseThrow();
        double highest = Arrays.stream(rates).max().orElseThrow();
        if (highest - lowest < NARROWEST_DECADES) {
            return Optional.empty();
        }
        double end = Math.log10(swept.endLr());
        List<Curve> diverged = repeats.stream()
                .filter(repeat -> endedDiverged(repeat, levels.get(), swept))
                .toList();
        double ofInterest = diverged.stream()
                .mapToDouble(repeat -> Math.min(end, logEnd(repeat) + Grid.BEYOND_DIVERGENCE))
                .reduce(highest, Math::max);
        return Optional.of(
                new CensoredRepeats(Grid.covering(lowest, highest, ofInterest), repeats, levels.get(), diverged));
    }

    public int points() {
        return (int) rising(repeats).count();
    }

    /** Whether any observation has an accuracy, of its batch or of the validation. */
    public boolean hasAccuracies() {
        return repeats.stream()
                .flatMap(repeat -> repeat.observations().stream())
                .anyMatch(observation -> observation.accuracy() != null || isValidated(observation));
    }

    private static boolean isValidated(Observation observation) {
        Validation validation = observation.validation();
        return validation != null && validation.accuracy() != null;
    }

    /** Decades that the ladder passes in an iteration, up to a rate. */
    public double pace(double logLr) {
        return repeats.stream()
                .mapToDouble(repeat -> pace(repeat, logLr))
                .filter(pace -> pace > 0)
                .average()
                .orElse(0);
    }

    private static double pace(Curve repeat, double logLr) {
        double highest = Math.pow(10, logLr);
        List<Observation> below = repeat.observations().reversed().stream()
                .filter(observation -> observation.lr() > 0 && observation.lr() <= highest)
                .limit(STEPS_BEFORE_END + 1)
                .toList();
        if (below.size() < 2) {
            return 0;
        }
        Observation last = below.getFirst();
        Observation earlier = below.getLast();
        return Math.log10(last.lr() / earlier.lr()) / (last.iteration() - earlier.iteration());
    }

    /**
     * Points of one quantity by repeat. A repeat that diverged is censored at its stop, never dropped: it goes on with
     * {@code afterDivergence}, or the higher rates would be judged by the repeats that survived them.
     *
     * @param quantity not a number where there is none
     */
    List<List<Point>> points(ToDoubleFunction<Observation> quantity, double afterDivergence) {
        return repeats.stream()
                .map(repeat -> points(repeat, quantity, afterDivergence))
                .toList();
    }

    private List<Point> points(Curve repeat, ToDoubleFunction<Observation> quantity, double afterDivergence) {
        List<Point> points = new ArrayList<>();
        for (Observation observation : repeat.observations()) {
            double value = quantity.applyAsDouble(observation);
            if (observation.lr() > 0 && Double.isFinite(value)) {
                points.add(new Point(Math.log10(observation.lr()), value));
            }
        }
        if (diverged.contains(repeat)) {
            double step = stepBeforeEnd(repeat);
            double last = grid.logLrOf(grid.size() - 1);
            for (double logLr = logEnd(repeat) + step; logLr <= last; logLr += step) {
                points.add(new Point(logLr, afterDivergence));
            }
        }
        return points;
    }

    private static Stream<Observation> rising(List<Curve> repeats) {
        return repeats.stream()
                .flatMap(repeat -> repeat.observations().stream())
                .filter(observation -> observation.lr() > 0);
    }

    /** A rate of 0 stays: it shows the loss before training. */
    private static Curve within(Curve curve, SweptRange swept) {
        return new Curve(curve.observations().stream()
                .filter(observation -> observation.lr() == 0
                        || (observation.lr() >= swept.endLr() * LOWEST_SHARE_OF_END
                                && observation.lr() <= swept.endLr() * (1 + ROUNDING)))
                .toList());
    }

    private static boolean endedDiverged(Curve repeat, LossLevels levels, SweptRange swept) {
        Observation last = repeat.observations().getLast();
        return last.lr() > 0 && last.lr() < swept.endLr() * (1 - ROUNDING) && levels.isDiverged(last);
    }

    public static double logEnd(Curve repeat) {
        return Math.log10(repeat.observations().getLast().lr());
    }

    private static double stepBeforeEnd(Curve repeat) {
        double earlier = repeat.observations()
                .get(Math.max(repeat.size() - 1 - STEPS_BEFORE_END, 0))
                .lr();
        double step = earlier > 0 ? (logEnd(repeat) - Math.log10(earlier)) / STEPS_BEFORE_END : WIDEST_CONTINUATION;
        return Math.clamp(step, CLOSEST_CONTINUATION, WIDEST_CONTINUATION);
    }

    /** Any order that is the content's own, so that the order in which repeats ended changes nothing. */
    private static int inOrderOfContent(Curve one, Curve other) {
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            int order = OBSERVATIONS.compare(
                    one.observations().get(i), other.observations().get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(one.size(), other.size());
    }

    private static final Comparator<Observation> OBSERVATIONS = Comparator.comparingDouble(Observation::loss)
            .thenComparingDouble(Observation::lr)
            .thenComparingDouble(AccuracySignal::batchAccuracy);
}
