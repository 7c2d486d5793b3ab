package dev.rangefinder.recommendation;

import dev.rangefinder.shared.Check;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Cyclic bounds and a step size, with the intervals, the evidence and the verdict that go with them. What is nullable here
 * without a reason was not yet said by the algorithm that a test was pinned by.
 *
 * @param provisional whether the bounds are only the best that can be said; the verdict says what is missing
 * @param lr a single rate, for a training that keeps to one
 * @param intervalLevel how often an interval is to hold what many more repeats would give
 * @param stepSize iterations in half a cycle
 * @param run how to end with a whole cycle; absent where nobody said how long the training is to be
 * @param confidence from 0 to 1: how well the repeats and the rules agree, not a probability
 * @param agreement of the other tools' rules with each other; absent where fewer than two have an answer
 * @param repeatsToHalveInterval further repeats; absent where more of the same would not help
 * @param rules what each rule alone would answer
 * @param diagnoses what is wrong and what to do: a name, a colon and a sentence each
 * @param next the sweep that would answer what this one did not
 */
public record Recommendation(
        Verdict verdict,
        @Nullable Boolean provisional,
        double baseLr,
        Interval baseLrInterval,
        double maxLr,
        Interval maxLrInterval,
        @Nullable Double lr,
        @Nullable Interval lrInterval,
        @Nullable Double intervalLevel,
        long stepSize,
        double stepSizeEpochs,
        @Nullable String stepSizeReason,
        long iterationsPerEpoch,
        @Nullable RunLength run,
        double confidence,
        @Nullable Double agreement,
        int repeats,
        @Nullable Integer repeatsToHalveInterval,
        List<RuleReading> rules,
        Evidence evidence,
        List<String> diagnoses,
        @Nullable NextTest next,
        Algorithm algorithm,
        CyclicLr cyclicLr) {

    public Recommendation {
        rules = List.copyOf(rules);
        diagnoses = List.copyOf(diagnoses);
        Check.fields()
                .positive("base_lr", baseLr)
                .positive("max_lr", maxLr)
                .that(!(baseLr >= maxLr), "base_lr", baseLr, "a rate below max_lr (%s)".formatted(maxLr))
                .that(baseLrInterval.contains(baseLr), "base_lr_interval", baseLrInterval, "to contain base_lr")
                .that(maxLrInterval.contains(maxLr), "max_lr_interval", maxLrInterval, "to contain max_lr")
                .that(stepSize >= 1, "step_size", stepSize, "1 or more")
                .that(confidence >= 0 && confidence <= 1, "confidence", confidence, "from 0 to 1")
                .orThrow();
    }

    /** The same answer with one more sentence about the test that it was drawn from. */
    public Recommendation withDiagnosis(String diagnosis) {
        return with(
                Stream.concat(diagnoses.stream(), Stream.of(diagnosis)).toList(),
                new StepSize(stepSize, stepSizeEpochs, stepSizeReason, run));
    }

    /**
     * The same answer for a training of a known length: its step size is such that the training ends with a whole cycle.
     *
     * @param iterations 6 or more
     */
    public Recommendation forRun(long iterations) {
        return with(diagnoses, StepSize.of(iterationsPerEpoch, iterations));
    }

    private Recommendation with(List<String> diagnoses, StepSize stepSize) {
        return new Recommendation(
                verdict,
                provisional,
                baseLr,
                baseLrInterval,
                maxLr,
                maxLrInterval,
                lr,
                lrInterval,
                intervalLevel,
                stepSize.iterations(),
                stepSize.epochs(),
                stepSize.reason(),
                iterationsPerEpoch,
                stepSize.run(),
                confidence,
                agreement,
                repeats,
                repeatsToHalveInterval,
                rules,
                evidence,
                diagnoses,
                next,
                algorithm,
                CyclicLr.between(baseLr, maxLr, stepSize.iterations()));
    }
}
