package dev.rangefinder.recommendation;

import dev.rangefinder.shared.Check;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bounds to expect at another batch size than the tested one: published rules of thumb, not a measurement.
 *
 * @param extrapolated always true
 * @param rule the one that its authors propose for the optimizer, which the bounds follow
 * @param maxLrInterval from where the rate stays what it is, as an edge of stability may (Shallue et al., arXiv
 *     1811.03600, saw every case), to where it follows the batch in proportion
 * @param stepSize as many epochs as at the tested size, but no half cycle that is too short to follow
 * @param rules what each would say
 * @param warning where the two sizes are far apart
 */
public record Transfer(
        int fromBatchSize,
        int batchSize,
        boolean extrapolated,
        BatchScaling rule,
        double baseLr,
        double maxLr,
        Interval maxLrInterval,
        @Nullable Double lr,
        long iterationsPerEpoch,
        long stepSize,
        List<RuleBounds> rules,
        @Nullable String warning) {

    /**
     * Both rules end somewhere, and where is not known beforehand (Shallue et al., arXiv 1811.03600); a test is cheap.
     */
    private static final double FARTHEST = 8;

    /** What one rule would say. */
    public record RuleBounds(BatchScaling rule, double factor, double baseLr, double maxLr) {

        private static RuleBounds of(BatchScaling rule, Recommendation tested, double factor) {
            return new RuleBounds(rule, factor, tested.baseLr() * factor, tested.maxLr() * factor);
        }
    }

    /**
     * Carries a recommendation over.
     *
     * @param optimizer its name
     */
    public static Transfer of(Recommendation tested, String optimizer, int fromBatchSize, int batchSize) {
        Check.fields().between("batch_size", batchSize, 1, 1_000_000_000).orThrow();
        List<RuleBounds> rules = Arrays.stream(BatchScaling.values())
                .map(rule -> RuleBounds.of(rule, tested, rule.factor(fromBatchSize, batchSize)))
                .toList();
        BatchScaling rule = BatchScaling.of(optimizer);
        double factor = rule.factor(fromBatchSize, batchSize);
        double ratio = BatchScaling.LINEAR.factor(fromBatchSize, batchSize);
        long iterationsPerEpoch =
                Math.max(1, (long) ((double) tested.stepSize().iterationsPerEpoch() * fromBatchSize / batchSize));
        return new Transfer(
                fromBatchSize,
                batchSize,
                true,
                rule,
                tested.baseLr() * factor,
                tested.maxLr() * factor,
                new Interval(
                        tested.rates().maxLrInterval().low() * Math.min(1, ratio),
                        tested.rates().maxLrInterval().high() * Math.max(1, ratio)),
                Optional.ofNullable(tested.rates().lr()).map(lr -> lr * factor).orElse(null),
                iterationsPerEpoch,
                Math.max(StepSize.SHORTEST, Math.round(tested.stepSize().epochs() * iterationsPerEpoch)),
                rules,
                Math.max(batchSize, fromBatchSize) > FARTHEST * Math.min(batchSize, fromBatchSize)
                        ? "Batches of %d and of %d are more than a factor of %.0f apart: test at the size that you train with."
                                .formatted(fromBatchSize, batchSize, FARTHEST)
                        : null);
    }
}
