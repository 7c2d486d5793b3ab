package dev.rangefinder.recommendation.algorithm;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.recommendation.SweptRange;
import dev.rangefinder.recommendation.fit.AccuracySignal;
import dev.rangefinder.recommendation.fit.CensoredRepeats;
import dev.rangefinder.recommendation.fit.FittedSignal;
import dev.rangefinder.recommendation.fit.LossSignal;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The fits that a recommendation is drawn from, as curves over the learning rate; empty where the curves are too short
 * to be fitted.
 *
 * @param lr rising rates, 0.02 decades apart
 * @param loss the fitted loss at each, in the losses' own unit
 * @param accuracy the fitted accuracy at each, from 0 to 1; absent where too few accuracies were observed
 */
public record FittedCurves(
        List<Double> lr, List<Double> loss, @Nullable List<Double> accuracy) {

    /** Fits all repeats together, as step 3 of {@code docs/recommendation.md} does. */
    public static FittedCurves of(List<Curve> curves, SweptRange swept) {
        Optional<CensoredRepeats> fittable = CensoredRepeats.of(curves, swept);
        return fittable.map(FittedCurves::of).orElseGet(() -> new FittedCurves(List.of(), List.of(), null));
    }

    private static FittedCurves of(CensoredRepeats repeats) {
        FittedSignal loss = LossSignal.fit(repeats);
        int bins = (int) IntStream.range(0, loss.grid().size())
                .takeWhile(bin -> loss.grid().logLrOf(bin) <= loss.grid().highest())
                .count();
        return new FittedCurves(
                IntStream.range(0, bins)
                        .mapToObj(bin -> Math.pow(10, loss.grid().logLrOf(bin)))
                        .toList(),
                values(loss, bins, -1),
                AccuracySignal.of(repeats)
                        .fit()
                        .map(accuracy -> values(accuracy, bins, 1))
                        .orElse(null));
    }

    /** A signal rises as training improves: that of the loss is its negative. */
    private static List<Double> values(FittedSignal signal, int bins, int sign) {
        return IntStream.range(0, bins)
                .mapToObj(bin -> sign * signal.shares().value(bin))
                .toList();
    }
}
