package dev.rangefinder.comparison.judge;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.rangefinder.run.spec.Flatness;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the runs of a comparison say.
 *
 * @param metric what the differences are of
 * @param margin a difference that was said not to matter
 * @param errorRate the chance that any entry is called better or worse when none is
 * @param diagnoses what is wrong with the comparison itself, a sentence each
 * @param algorithm the id of the judge
 */
@JsonPropertyOrder({"metric", "baseline", "margin", "error_rate", "entries", "diagnoses", "algorithm"})
public record Judgement(
        Metric metric,
        String baseline,
        double margin,
        double errorRate,
        List<Entry> entries,
        List<String> diagnoses,
        String algorithm) {

    public Judgement {
        entries = List.copyOf(entries);
        diagnoses = List.copyOf(diagnoses);
    }

    /** The same, and what is wrong with the comparison besides. */
    public Judgement withDiagnosis(String diagnosis) {
        List<String> more = new ArrayList<>(diagnoses);
        more.add(diagnosis);
        return new Judgement(metric, baseline, margin, errorRate, entries, more, algorithm);
    }

    /**
     * What is to be said of one entry.
     *
     * @param diverged how many of its runs did
     * @param iterationsToBaseline how many it took until the mean over its seeds was as good as the baseline's at its
     *     end; absent if it never was
     * @param speedUp how often that goes into what the baseline itself took by the same rule
     * @param difference to the baseline; absent for the baseline itself, and where no run can be paired
     * @param flatness of the minima that its runs came to; absent where none was measured
     */
    public record Entry(
            String name,
            int repeats,
            int diverged,
            @Nullable Summary finalAccuracy,
            @Nullable Summary bestAccuracy,
            @Nullable Summary finalLoss,
            @Nullable Summary bestLoss,
            @Nullable Long iterationsToBaseline,
            @Nullable Double speedUp,
            @Nullable Difference difference,
            @Nullable EntryFlatness flatness,
            List<Seed> seeds) {

        public Entry {
            seeds = List.copyOf(seeds);
        }
    }

    /**
     * Over the runs of an entry.
     *
     * @param spread their standard deviation; absent for a single one
     */
    public record Summary(double mean, @Nullable Double spread) {}

    /**
     * One run; what broke down counts as a guess at the end.
     *
     * @param flatness of the minimum that it came to; absent where it diverged, or where that was not asked for
     */
    public record Seed(
            int repeat,
            long seed,
            boolean diverged,
            @Nullable Double finalAccuracy,
            @Nullable Double bestAccuracy,
            @Nullable Double finalLoss,
            @Nullable Double bestLoss,
            @Nullable Flatness flatness) {}

    /**
     * An entry's value less the baseline's with the same seed, at the end.
     *
     * @param pairs how many there are
     * @param interval of the mean, at the level; absent for a single pair
     * @param level the interval holds the true difference so often
     * @param p two-sided, of a paired t-test, not corrected for several entries
     * @param furtherRepeats about how many more would decide, if their mean and their spread stayed what they are;
     *     absent where it is decided, where a single pair tells nothing of the spread, or where more than 10,000 would
     *     not do
     */
    public record Difference(
            Verdict verdict,
            double mean,
            int pairs,
            @Nullable Range interval,
            double level,
            @Nullable Double p,
            @Nullable Integer furtherRepeats) {}

    /** From the lowest to the highest. */
    public record Range(double low, double high) {}

    /** How an entry stands to the baseline. */
    public enum Verdict {
        BETTER,
        WORSE,
        /** The whole interval lies within the margin. */
        NO_DIFFERENCE,
        UNDECIDED
    }
}
