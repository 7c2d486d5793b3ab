package dev.rangefinder.recommendation.advice;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.Observation;
import dev.rangefinder.curve.Observation.Validation;
import dev.rangefinder.recommendation.bounds.CurveAnalysis;
import dev.rangefinder.recommendation.fit.CensoredRepeats;
import dev.rangefinder.recommendation.fit.FittedSignal;
import dev.rangefinder.recommendation.fit.GainShares;
import dev.rangefinder.recommendation.fit.Grid;
import dev.rangefinder.recommendation.fit.LossLevels;
import dev.rangefinder.recommendation.fit.Point;
import dev.rangefinder.recommendation.fit.Residuals;
import dev.rangefinder.recommendation.fit.Statistics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks for what is known to make curves misleading, or worth a second look, whatever the verdict: each finding is its
 * name, a colon and a sentence.
 */
public final class Symptoms {

    /** The start of a run that a spike is looked for in. */
    private static final int SPIKE_POINTS = 5;

    /** What follows it, twice: the loss must be at rest before it begins to be learned. */
    private static final int REST_POINTS = 20;

    /** Ordinary noise does not reach eight standard deviations in five tries, in any repeat. */
    private static final double SPIKE = 8;

    /** Independent batches correlate by 0.2 once in a thousand tests of 250 points; a mean over ten batches by 0.9. */
    private static final double RUNNING_MEAN = 0.7;

    /**
     * The second differences of independent losses correlate by -2/3 with the next ones, those of means over past
     * batches, whose increments are independent, by -1/2, and those of a curve without noise by nearly 1.
     */
    private static final Band SECOND_DIFFERENCES = new Band(-2 / 3.0, -0.58, -0.42);

    /** Of the third ones: -3/4, and -2/3. A curve that bends as if it were a mean in one is none in both. */
    private static final Band THIRD_DIFFERENCES = new Band(-3 / 4.0, -0.71, -0.6);

    /** A mean over past batches hardly ever stays what it was; a loss that is rounded, as in float16, does. */
    private static final double UNCHANGED = 0.1;

    /** A data order that comes back makes the hard batches hard again. */
    private static final double PERIOD = 0.25;

    private static final double PERIOD_SIGNIFICANCE = 5;

    /** As far below the others a repeat is not just the first of them. */
    private static final double EARLY = 3;

    private static final double PLATEAU_SHARE = 0.95;
    private static final double PLATEAU_DECADES = 1;

    /** Decades in an iteration: in ten, for which a momentum of 0.9 carries a step on, they are half of one. */
    private static final double FAST = 0.05;

    /** A validation loss that rises by less, of what it had fallen, may be noise. */
    private static final double OVERFITTING_SHARE = 0.1;

    private static final int FEWEST_VALIDATIONS = 4;

    private Symptoms() {}

    public static List<String> of(CurveAnalysis analysis) {
        CensoredRepeats sweep = analysis.sweep();
        FittedSignal loss = analysis.loss();
        Residuals residuals = Residuals.of(sweep, loss);
        return Stream.of(
                        startSpike(sweep),
                        runningMean(sweep, loss),
                        epochPeriod(residuals, analysis.context().iterationsPerEpoch()),
                        earlyDivergence(sweep),
                        fastRamp(analysis),
                        plateau(loss),
                        overfitting(sweep, loss),
                        momentumUnknown(analysis))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Losses before anything is learned that lie far above where the loss then rests. */
    private static Optional<String> startSpike(CensoredRepeats sweep) {
        long spiked = sweep.repeats().stream()
                .filter(repeat -> spikes(repeat, sweep.levels().noise()))
                .count();
        return when(
                2 * spiked > sweep.repeats().size(),
                "start_spike: the first losses lie far above those that follow, before any rate could have done that: "
                        + "look at the initialisation, or warm up. Rules that look for the steepest fall take it for learning.");
    }

    private static boolean spikes(Curve repeat, double noise) {
        double[] losses = repeat.observations().stream()
                .limit(SPIKE_POINTS + 2L * REST_POINTS)
                .filter(LossLevels::isFinite)
                .mapToDouble(Observation::loss)
                .toArray();
        if (losses.length < SPIKE_POINTS + 2 * REST_POINTS) {
            return false;
        }
        double highest = Arrays.stream(losses, 0, SPIKE_POINTS).max().orElseThrow();
        double rest = median(losses, SPIKE_POINTS, SPIKE_POINTS + REST_POINTS);
        double later = median(losses, SPIKE_POINTS + REST_POINTS, losses.length);
        double spike = highest - rest;
        return spike > SPIKE * Math.max(noise, Math.ulp(rest)) && rest - later < spike / 4;
    }

    private static double median(double[] values, int from, int to) {
        return Statistics.quantile(Arrays.copyOfRange(values, from, to), 0.5);
    }

    /**
     * Means over past batches change little from one iteration to the next, and lag. So do losses without noise, as those
     * of whole epochs in a batch, where the fit does not follow their bends: means differ from these in how they change.
     */
    private static Optional<String> runningMean(CensoredRepeats sweep, FittedSignal loss) {
        double correlation = Residuals.of(sweep, loss).autocorrelation(1).value();
        Residuals second = Residuals.losses(sweep, loss).increments().increments();
        return when(
                correlation > RUNNING_MEAN
                        && SECOND_DIFFERENCES.holds(second.autocorrelation(1))
                        && THIRD_DIFFERENCES.holds(second.increments().autocorrelation(1))
                        && shareUnchanged(sweep) < UNCHANGED,
                "running_mean: each loss is almost the one before (correlation %s), as means over past batches are: they lag behind the rate, "
                                .formatted(brief(correlation))
                        + "so that bounds come out too high. Report the loss of each batch.");
    }

    /**
     * What the correlation of means over past batches lies in.
     *
     * @param independent that of independent losses, from which it must differ by two standard errors
     */
    private record Band(double independent, double lowest, double highest) {

        private static final double STANDARD_ERRORS = 2;

        boolean holds(Residuals.Correlation correlation) {
            double clear = independent + STANDARD_ERRORS / Math.sqrt(correlation.pairs());
            return correlation.value() > Math.max(lowest, clear) && correlation.value() < highest;
        }
    }

    /** Of the losses of each repeat, those that are the one before to the last digit. */
    private static double shareUnchanged(CensoredRepeats sweep) {
        return sweep.repeats().stream()
                .map(Curve::observations)
                .flatMapToInt(losses -> IntStream.range(1, losses.size())
                        .map(i -> losses.get(i).loss() == losses.get(i - 1).loss() ? 1 : 0))
                .average()
                .orElse(0);
    }

    /** The same batches in the same order, epoch after epoch. */
    private static Optional<String> epochPeriod(Residuals residuals, long iterationsPerEpoch) {
        if (iterationsPerEpoch < 2 || iterationsPerEpoch > Integer.MAX_VALUE) {
            return Optional.empty();
        }
        int epoch = (int) iterationsPerEpoch;
        Residuals.Correlation across = residuals.autocorrelation(epoch);
        double beside = Math.max(
                residuals.autocorrelation(epoch - 1).value(),
                residuals.autocorrelation(epoch + 1).value());
        return when(
                across.value() > PERIOD
                        && across.significance() > PERIOD_SIGNIFICANCE
                        && across.value() > beside + PERIOD / 2,
                "epoch_period: the losses repeat themselves every %d iterations, an epoch (correlation %s): the data come in the same order each time. Shuffle them anew."
                        .formatted(epoch, brief(across.value())));
    }

    /** A repeat that was over long before the others. */
    private static Optional<String> earlyDivergence(CensoredRepeats sweep) {
        List<Double> ends =
                sweep.repeats().stream().map(CensoredRepeats::logEnd).sorted().toList();
        double usual = ends.get(ends.size() / 2);
        List<String> early = sweep.diverged().stream()
                .map(CensoredRepeats::logEnd)
                .filter(end -> usual - end > Math.log10(EARLY))
                .sorted()
                .map(end -> rate(Math.pow(10, end)))
                .toList();
        return when(
                !early.isEmpty(),
                "early_divergence: %d of %d repeats diverged at %s, far below the others: the seed decides whether these rates can be trained with, so warm up, or stay below."
                        .formatted(early.size(), ends.size(), String.join(", ", early)));
    }

    /** What an optimizer carries on shows at other rates than it came from. */
    private static Optional<String> fastRamp(CurveAnalysis analysis) {
        return when(
                analysis.loss().perhapsLearned() && analysis.pace() > FAST,
                "fast_ramp: the rate rises tenfold in %.0f iterations, too fast for what a step does to show at its own rate: with more iterations max_lr may be another by a factor of two."
                        .formatted(1 / analysis.pace()));
    }

    /** Rates that all do equally well, over a decade and more. */
    private static Optional<String> plateau(FittedSignal loss) {
        GainShares shares = loss.shares();
        double decades = shares.logLast(PLATEAU_SHARE) - shares.logFirst(PLATEAU_SHARE);
        return when(
                loss.learned() && decades > PLATEAU_DECADES,
                "plateau: the loss is at its best from %s to %s, more than a decade: the ramp may coast there on what it learned before, or larger rates than max_lr may train as well, a candidate for super-convergence (one_cycle; arXiv 1708.07120); only training tells, as in a comparison."
                        .formatted(
                                rate(Math.pow(10, shares.logFirst(PLATEAU_SHARE))),
                                rate(Math.pow(10, shares.logLast(PLATEAU_SHARE)))));
    }

    /** The validation loss rises again while that of the batches still falls. */
    private static Optional<String> overfitting(CensoredRepeats sweep, FittedSignal loss) {
        GainShares shares = loss.shares();
        double best = loss.grid().logLrOf(shares.best());
        List<Point> validations = new ArrayList<>();
        for (Curve repeat : sweep.repeats()) {
            for (Observation observation : repeat.observations()) {
                Validation validation = observation.validation();
                @Nullable Double seen = validation == null ? null : validation.loss();
                if (seen != null && Double.isFinite(seen) && observation.lr() > 0) {
                    double logLr = Math.log10(observation.lr());
                    if (logLr <= best) {
                        validations.add(new Point(logLr, seen));
                    }
                }
            }
        }
        List<Point> means = meansByRate(validations);
        if (means.size() < FEWEST_VALIDATIONS) {
            return Optional.empty();
        }
        int lowest = IntStream.range(0, means.size())
                .reduce(0, (a, b) -> means.get(b).value() < means.get(a).value() ? b : a);
        double fell = means.getFirst().value() - means.get(lowest).value();
        double rose = means.getLast().value() - means.get(lowest).value();
        double noise = spread(means);
        return when(
                lowest < means.size() - 2 && fell > 0 && rose > OVERFITTING_SHARE * fell && rose > 2 * noise,
                "overfitting: the validation loss is lowest at %s and rises from there on, while that of the batches falls until %s: the upper rates learn the training samples by heart, so prefer the lower part of the interval, or regularise."
                        .formatted(rate(Math.pow(10, means.get(lowest).logLr())), rate(Math.pow(10, best))));
    }

    /** Only a curve that shows the lack of it speaks for itself. */
    private static Optional<String> momentumUnknown(CurveAnalysis analysis) {
        return when(
                analysis.context().momentum() == null
                        && analysis.loss().perhapsLearned()
                        && analysis.leavesMemoryOpen(),
                "momentum_unknown: it is not known whether the optimizer has momentum, and a curve may be too short to show that it has none: max_lr is then up to twice too low, so say it.");
    }

    private static List<Point> meansByRate(List<Point> points) {
        List<Point> means = new ArrayList<>();
        List<Point> sorted = points.stream()
                .sorted((one, other) -> Double.compare(one.logLr(), other.logLr()))
                .toList();
        int from = 0;
        while (from < sorted.size()) {
            int to = from;
            while (to < sorted.size()
                    && sorted.get(to).logLr() - sorted.get(from).logLr() < Grid.WIDTH / 2) {
                to++;
            }
            means.add(new Point(
                    sorted.get(from).logLr(),
                    sorted.subList(from, to).stream()
                            .mapToDouble(Point::value)
                            .average()
                            .orElseThrow()));
            from = to;
        }
        return means;
    }

    /** How far each lies from the line between its neighbours, at the median. */
    private static double spread(List<Point> points) {
        double[] distances = IntStream.range(1, points.size() - 1)
                .mapToDouble(i -> Math.abs(points.get(i).value()
                        - (points.get(i - 1).value() + points.get(i + 1).value()) / 2))
                .toArray();
        return Statistics.quantile(distances, 0.5);
    }

    private static Optional<String> when(boolean seen, String sentence) {
        return seen ? Optional.of(sentence) : Optional.empty();
    }

    private static String rate(double lr) {
        return String.format(Locale.ROOT, "%.2g", lr);
    }

    private static String brief(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
